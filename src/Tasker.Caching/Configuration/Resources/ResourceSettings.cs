using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Tasker.OutputCache;

namespace Tasker.Caching.Engine;

/// <summary>Everything that is decided about one resource. It never changes; a reload makes new ones.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class ResourceSettings
{
    /// <summary>Gets the name of the resource.</summary>
    public required string Name { get; init; }

    /// <summary>Gets whether anything is cached at all.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Gets how long a response is fresh, before jitter.</summary>
    public required TimeSpan Ttl { get; init; }

    /// <summary>Gets how long an expired response is served while a new one is computed.</summary>
    public required TimeSpan StaleWhileRevalidate { get; init; }

    /// <summary>Gets how long an expired response is served when computing a new one fails.</summary>
    public required TimeSpan StaleIfError { get; init; }

    /// <summary>Gets how long after its freshness a response is kept for its validator.</summary>
    public TimeSpan Revival { get; init; }

    /// <summary>Gets both windows.</summary>
    internal StaleWindows Windows => new(StaleWhileRevalidate, StaleIfError);

    /// <summary>Gets how long a response may ask to be served while a new one is computed.</summary>
    public TimeSpan StaleWhileRevalidateLimit { get; init; }

    /// <summary>Gets how long a response may ask to be served when computing a new one fails.</summary>
    public TimeSpan StaleIfErrorLimit { get; init; }

    /// <summary>Gets how current what is served must be.</summary>
    public required CacheConsistency Consistency { get; init; }

    internal bool IsStrict => Consistency == CacheConsistency.Strict;

    /// <summary>Gets who shares the responses.</summary>
    public required CachePartition Partition { get; init; }

    /// <summary>Gets the statuses that are stored.</summary>
    public required FrozenSet<int> Statuses { get; init; }

    /// <summary>Gets the filters that do not keep an endpoint from being cached.</summary>
    public ImmutableArray<string> IgnoreFilters { get; init; } = [];

    /// <summary>Gets what happens to a response whose handler has read what is not in its key.</summary>
    public UndeclaredInputs Inputs { get; init; }

    /// <summary>Gets the inputs that responses do not depend on.</summary>
    public ImmutableArray<string> IgnoredInputs { get; init; } = [];

    /// <summary>Gets a value indicating whether the handler's <c>Cache-Control</c> decides.</summary>
    public required bool HonorCacheControl { get; init; }

    /// <summary>Gets the response headers that decide in place of <c>Cache-Control</c>, the first that is there before the others.</summary>
    public ImmutableArray<string> TargetedCacheControl { get; init; } = [];

    /// <summary>Gets a value indicating whether headers of the response decide on its life at all.</summary>
    public bool HasResponseControl => HonorCacheControl || TargetedCacheControl.Length > 0;

    /// <summary>Gets the header in which responses tell their tags.</summary>
    public CacheTagHeader TagHeader { get; init; }

    /// <summary>Gets how the tags are written there.</summary>
    public TagHeaderForm TagHeaderForm { get; init; }

    /// <summary>Gets the endpoints whose POST requests are cached by their body.</summary>
    public ImmutableArray<string> PostSearches { get; init; } = [];

    /// <summary>Gets the paths that are computed at start.</summary>
    public required ImmutableArray<string> WarmUp { get; init; }

    /// <summary>Gets a value indicating whether responses are cached only while the shared tier answers.</summary>
    public required bool RequiresShared { get; init; }

    /// <summary>Gets by how many per cent lives are shortened at random.</summary>
    public required int TtlJitterPercent { get; init; }

    /// <summary>Gets what becomes of requests with parameters that are not declared.</summary>
    public required UndeclaredParameters UndeclaredParameters { get; init; }

    /// <summary>Gets a value indicating whether the host is part of the key.</summary>
    public required bool VaryByHost { get; init; }

    /// <summary>Gets a value indicating whether the build of the program is part of the key.</summary>
    public required bool VaryByBuild { get; init; }

    /// <summary>Gets a value indicating whether entries are served while the log can't be read.</summary>
    public required bool ServeWhenDetached { get; init; }

    /// <summary>Gets one in how many hits is computed once more and compared; zero: none.</summary>
    public int VerifyOneIn { get; init; }

    /// <summary>Gets a value indicating whether the cache only watches, and answers nothing.</summary>
    public bool Shadow { get; init; }

    /// <summary>Gets what all keys of this deployment begin with.</summary>
    public required string KeyPrefix { get; init; }

    /// <summary>Gets the claim that names the tenant.</summary>
    public required string TenantClaim { get; init; }

    /// <summary>Gets all names that the claim of the tenant goes by.</summary>
    public string[] TenantClaimNames => field ??= ClaimNames.Of(TenantClaim);

    /// <summary>Gets what tells the claim of the tenant from others in keys; null for the usual one.</summary>
    public string? TenantClaimInKey { get; init; }

    /// <summary>Gets how long a body may be to be stored.</summary>
    public required long MaxBodyBytes { get; init; }

    /// <summary>Gets how long the body of a request may be to become part of a key.</summary>
    public int MaxRequestBodyBytes { get; init; }

    /// <summary>Gets the decisions in the form of options, all of them set.</summary>
    internal CacheResourceOptions ToOptions()
    {
        var options = new CacheResourceOptions
        {
            Ttl = Ttl,
            StaleWhileRevalidate = StaleWhileRevalidate,
            StaleIfError = StaleIfError,
            Revival = Revival,
            Consistency = Consistency,
            Partition = Partition,
            Inputs = Inputs,
            HonorCacheControl = HonorCacheControl,
            TagHeader = TagHeader,
            TagHeaderForm = TagHeaderForm,
            RequiresShared = RequiresShared,
            TtlJitterPercent = TtlJitterPercent,
            UndeclaredParameters = UndeclaredParameters,
            VaryByHost = VaryByHost,
            ServeWhenDetached = ServeWhenDetached,
            Shadow = Shadow,
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

        foreach (var field in TargetedCacheControl)
        {
            options.TargetedCacheControl.Add(field);
        }

        foreach (var endpoint in PostSearches)
        {
            options.PostSearches.Add(endpoint);
        }

        foreach (var path in WarmUp)
        {
            options.WarmUp.Add(path);
        }

        return options;
    }

    /// <summary>Tells whether responses with a status are stored.</summary>
    public bool StoresStatus(int status) => Statuses.Contains(status);
}
