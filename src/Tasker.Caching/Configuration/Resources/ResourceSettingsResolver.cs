using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Configuration.Options;
using Tasker.OutputCache;

namespace Tasker.Caching.Engine;

/// <summary>Decides the settings of each resource, once per snapshot of the options.</summary>
/// <param name="options">The options, corrected, and not changed any more.</param>
[Experimental(EngineFace.DiagnosticId)]
public sealed class ResourceSettingsResolver(TaskerCachingOptions options)
{
    private static readonly CacheResourceOptions Nothing = new();

    private readonly ConcurrentDictionary<string, ResourceSettings> _resolved = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the names that configuration mentions, and the well known ones.</summary>
    internal IEnumerable<string> KnownNames =>
        options.Resources.Keys.Union([CacheResourceDefaults.Analytics, CacheResourceDefaults.Templates], StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the settings of a resource; a name that is not configured has the common ones.</summary>
    /// <param name="name">The name, which comes from code or configuration, never from a request.</param>
    public ResourceSettings Get(string name) =>
        _resolved.TryGetValue(name, out var settings) ? settings : _resolved.GetOrAdd(name, Resolve(name));

    private ResourceSettings Resolve(string name)
    {
        var resource = options.Resources.TryGetValue(name, out var configured) ? configured : Nothing;
        var isTemplates = name.Equals(CacheResourceDefaults.Templates, StringComparison.OrdinalIgnoreCase);
        var consistency = resource.Consistency ?? CacheResourceDefaults.Consistency;

        // An entry may not outlive the memory of the log: its eviction could be forgotten before it is.
        var retention = options.Evictions.Retention;
        var ttl = Shorter(resource.Ttl ?? DefaultTtl(name, isTemplates), retention);

        return new ResourceSettings
        {
            // Not as typed: instances that spell it differently must make the same keys.
            Name = name.ToLowerInvariant(),
            Enabled = options.Enabled,
            Ttl = ttl,
            StaleWhileRevalidate = Shorter(resource.StaleWhileRevalidate ?? TimeSpan.Zero, retention - ttl),
            StaleIfError = Shorter(resource.StaleIfError ?? TimeSpan.Zero, retention - ttl),
            Revival = Shorter(resource.Revival ?? CacheResourceDefaults.Revival, retention - ttl),
            StaleWhileRevalidateLimit = resource.StaleWhileRevalidate ?? retention,
            StaleIfErrorLimit = resource.StaleIfError ?? retention,
            Consistency = consistency,
            Partition = resource.Partition ?? CacheResourceDefaults.Partition,
            Statuses = resource.Statuses.Count > 0 ? resource.Statuses.ToFrozenSet() : FrozenSet.Create(CacheResourceDefaults.Status),
            IgnoreFilters = [.. resource.IgnoreFilters],
            Inputs = resource.Inputs ?? UndeclaredInputs.Refuse,
            IgnoredInputs = [.. resource.Ignore],
            HonorCacheControl = resource.HonorCacheControl ?? false,
            TargetedCacheControl = [.. resource.TargetedCacheControl],
            TagHeader = resource.TagHeader ?? CacheTagHeader.None,
            TagHeaderForm = resource.TagHeaderForm ?? TagHeaderForm.Readable,
            PostSearches = [.. resource.PostSearches],
            WarmUp = [.. resource.WarmUp],
            RequiresShared = resource.RequiresShared ?? isTemplates,
            TtlJitterPercent = resource.TtlJitterPercent ?? options.TtlJitterPercent,
            UndeclaredParameters = resource.UndeclaredParameters ?? options.UndeclaredParameters,
            VaryByHost = resource.VaryByHost ?? options.VaryByHost,
            VaryByBuild = options.VaryByBuild,
            ServeWhenDetached = consistency != CacheConsistency.Strict && (resource.ServeWhenDetached ?? !isTemplates),
            VerifyOneIn = resource.VerifyOneIn ?? options.VerifyOneIn,
            Shadow = resource.Shadow ?? false,
            KeyPrefix = options.KeyPrefix,
            TenantClaim = options.TenantClaim,
            TenantClaimInKey = options.TenantClaim.Equals(TaskerCachingDefaults.TenantClaim, StringComparison.OrdinalIgnoreCase)
                ? null
                : ClaimNames.Of(options.TenantClaim)[0].ToLowerInvariant(),
            MaxBodyBytes = options.MaxBodyBytes,
            MaxRequestBodyBytes = options.MaxRequestBodyBytes,
        };
    }

    private TimeSpan DefaultTtl(string name, bool isTemplates) =>
        isTemplates ? CacheResourceDefaults.TemplatesTtl
        : name.Equals(CacheResourceDefaults.Analytics, StringComparison.OrdinalIgnoreCase) ? CacheResourceDefaults.AnalyticsTtl
        : options.DefaultTtl;

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
