using System.Globalization;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Policies;

/// <summary>Writes the <c>Cache-Status</c> header (RFC 9211).</summary>
internal static class CacheStatus
{
    public const string HeaderName = "Cache-Status";

    private const string Cache = "tasker";

    public static string Bypass(string reason) =>
        reason == BypassReason.Method ? $"{Cache}; fwd=method" : $"{Cache}; fwd=bypass; detail={reason}";

    public static string Hit(CacheOutcome outcome, TimeSpan left)
    {
        var ttl = (long)Math.Floor(left.TotalSeconds);
        return outcome switch
        {
            CacheOutcome.NearHit => string.Create(CultureInfo.InvariantCulture, $"{Cache}; hit; ttl={ttl}; detail=near"),
            CacheOutcome.FarHit => string.Create(CultureInfo.InvariantCulture, $"{Cache}; hit; ttl={ttl}; detail=far"),
            CacheOutcome.Stale => string.Create(CultureInfo.InvariantCulture, $"{Cache}; hit; ttl={ttl}; detail=stale-while-revalidate"),
            CacheOutcome.StaleOnError => string.Create(CultureInfo.InvariantCulture, $"{Cache}; fwd=stale; ttl={ttl}; detail=stale-if-error"),
            CacheOutcome.Refreshed => string.Create(CultureInfo.InvariantCulture, $"{Cache}; fwd=stale; ttl={ttl}; stored"),
            _ => $"{Cache}; fwd=miss; collapsed",
        };
    }

    /// <summary>Writes the header of a response that the handler has just made.</summary>
    /// <param name="notStored">Why it is not stored, or <see langword="null"/> if it is, as far as is known when the headers leave.</param>
    public static string Miss(string? notStored) =>
        notStored is null ? $"{Cache}; fwd=miss; stored" : $"{Cache}; fwd=miss; detail={notStored}";
}
