namespace Tasker.OutputCache.Tiers;

/// <summary>The names of outcomes in metrics and logs.</summary>
internal static class CacheOutcomeName
{
    public static string Of(CacheOutcome outcome) => outcome switch
    {
        CacheOutcome.NearHit => "near-hit",
        CacheOutcome.FarHit => "far-hit",
        CacheOutcome.Collapsed => "collapsed",
        CacheOutcome.Stale => "stale",
        CacheOutcome.StaleOnError => "stale-on-error",
        CacheOutcome.Refreshed => "refreshed",
        CacheOutcome.Detached => "detached",
        CacheOutcome.Unverified => "unverified",
        CacheOutcome.NotShared => "not-shared",
        _ => "miss",
    };
}
