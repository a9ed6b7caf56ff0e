namespace Tasker.OutputCache.Tiers;

/// <summary>The names of outcomes in metrics and logs.</summary>
internal static class CacheOutcomeName
{
    public const string Miss = "miss";
    public const string NearHit = "near-hit";
    public const string FarHit = "far-hit";
    public const string Collapsed = "collapsed";
    public const string Stale = "stale";
    public const string StaleOnError = "stale-on-error";
    public const string Refreshed = "refreshed";
    public const string Detached = "detached";
    public const string Unverified = "unverified";
    public const string NotShared = "not-shared";

    /// <summary>What the name of an outcome begins with when the request went past the cache; the reason follows.</summary>
    public const string BypassPrefix = "bypass-";

    public static string Of(CacheOutcome outcome) => outcome switch
    {
        CacheOutcome.NearHit => NearHit,
        CacheOutcome.FarHit => FarHit,
        CacheOutcome.Collapsed => Collapsed,
        CacheOutcome.Stale => Stale,
        CacheOutcome.StaleOnError => StaleOnError,
        CacheOutcome.Refreshed => Refreshed,
        CacheOutcome.Detached => Detached,
        CacheOutcome.Unverified => Unverified,
        CacheOutcome.NotShared => NotShared,
        _ => Miss,
    };
}
