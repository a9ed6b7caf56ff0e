namespace Tasker.OutputCache.Keys.Parameters;

/// <summary>Where a declared parameter is read from.</summary>
internal enum CacheParameterSource
{
    Query,
    Route,
    Claim,
    Header,
    Computed,
    Culture,
    Body,
}
