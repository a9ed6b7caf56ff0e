namespace Tasker.OutputCache.Policies;

/// <summary>Where a declared parameter is read from.</summary>
internal enum CacheParameterSource
{
    Query,
    Route,
    Claim,
    Header,
    Computed,
}
