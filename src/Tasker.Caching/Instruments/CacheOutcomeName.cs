using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>The names of outcomes in metrics and logs.</summary>
[Experimental(EngineFace.DiagnosticId)]
public static class CacheOutcomeName
{
    internal const string Miss = "miss";
    internal const string NearHit = "near-hit";
    internal const string FarHit = "far-hit";
    internal const string Collapsed = "collapsed";
    internal const string Stale = "stale";
    internal const string StaleOnError = "stale-on-error";
    internal const string Refreshed = "refreshed";
    internal const string Detached = "detached";
    internal const string Unverified = "unverified";
    internal const string NotShared = "not-shared";

    /// <summary>What the name of an outcome begins with when the request bypassed the cache; the reason follows.</summary>
    public const string BypassPrefix = "bypass-";

    /// <summary>Gets the name of an outcome, as meters and traces use it.</summary>
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
