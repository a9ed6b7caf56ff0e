using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Tasker.OutputCache.Configuration;

/// <summary>Everything that is decided about one resource. It never changes; a reload makes new ones.</summary>
internal sealed class ResourceSettings
{
    public required string Name { get; init; }

    /// <summary>Gets whether anything is cached at all.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Gets how long a response is fresh, before jitter.</summary>
    public required TimeSpan Ttl { get; init; }

    public required TimeSpan StaleWhileRevalidate { get; init; }

    public required TimeSpan StaleIfError { get; init; }

    /// <summary>Gets how long an entry is kept: its freshness and the longer of the windows, which both begin where that ends.</summary>
    public TimeSpan Life => Ttl + (StaleWhileRevalidate > StaleIfError ? StaleWhileRevalidate : StaleIfError);

    public required CacheConsistency Consistency { get; init; }

    public bool IsStrict => Consistency == CacheConsistency.Strict;

    public required CachePartition Partition { get; init; }

    public required FrozenSet<int> Statuses { get; init; }

    public ImmutableArray<string> IgnoreFilters { get; init; } = [];

    /// <summary>Gets what happens to a response whose handler has read what is not in its key.</summary>
    public UndeclaredInputs Inputs { get; init; }

    /// <summary>Gets the inputs that responses do not depend on.</summary>
    public ImmutableArray<string> IgnoredInputs { get; init; } = [];

    public required bool HonorCacheControl { get; init; }

    public required ImmutableArray<string> WarmUp { get; init; }

    public required bool RequiresShared { get; init; }

    public required int TtlJitterPercent { get; init; }

    public required UndeclaredParameters UndeclaredParameters { get; init; }

    public required bool VaryByHost { get; init; }

    public required bool VaryByBuild { get; init; }

    public required bool ServeWhenDetached { get; init; }

    /// <summary>Gets one in how many hits is computed once more and compared; zero: none.</summary>
    public int VerifyOneIn { get; init; }

    public required string KeyPrefix { get; init; }

    public required string TenantClaim { get; init; }

    /// <summary>Gets all names that the claim of the tenant goes by.</summary>
    public string[] TenantClaimNames => field ??= ClaimNames.Of(TenantClaim);

    /// <summary>Gets what tells the claim of the tenant from others in keys; null for the usual one.</summary>
    public string? TenantClaimInKey { get; init; }

    public required long MaxBodyBytes { get; init; }

    /// <summary>Gets the decisions in the form of options, all of them set.</summary>
    public CacheResourceOptions ToOptions()
    {
        var options = new CacheResourceOptions
        {
            Ttl = Ttl,
            StaleWhileRevalidate = StaleWhileRevalidate,
            StaleIfError = StaleIfError,
            Consistency = Consistency,
            Partition = Partition,
            Inputs = Inputs,
            HonorCacheControl = HonorCacheControl,
            RequiresShared = RequiresShared,
            TtlJitterPercent = TtlJitterPercent,
            UndeclaredParameters = UndeclaredParameters,
            VaryByHost = VaryByHost,
            ServeWhenDetached = ServeWhenDetached,
        };
        foreach (var status in Statuses.Order())
        {
            options.Statuses.Add(status);
        }

        foreach (var filter in IgnoreFilters)
        {
            options.IgnoreFilters.Add(filter);
        }

        foreach (var input in IgnoredInputs)
        {
            options.Ignore.Add(input);
        }

        foreach (var path in WarmUp)
        {
            options.WarmUp.Add(path);
        }

        return options;
    }

    public bool StoresStatus(int status) => Statuses.Contains(status);
}
