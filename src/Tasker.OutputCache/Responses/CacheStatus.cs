using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Responses;

/// <summary>Writes the <c>Cache-Status</c> header (RFC 9211).</summary>
internal static class CacheStatus
{
    public const string HeaderName = "Cache-Status";

    private const string Cache = "tasker";

    // Hits in memory are what there is most of, and their texts are few: one for each second that is left.
    private static readonly string?[] NearHits = new string?[4096];

    /// <summary>Writes our member of the list after those of caches that are nearer to the origin (RFC 9211, section 2).</summary>
    /// <param name="headers">The headers of the response.</param>
    /// <param name="status">Our member.</param>
    /// <param name="mayBeThere">Whether other code may have written one: looking costs more than knowing.</param>
    public static void Write(IHeaderDictionary headers, string status, bool mayBeThere = true) =>
        headers[HeaderName] = mayBeThere && headers.TryGetValue(HeaderName, out var upstream) ? StringValues.Concat(upstream, status) : status;

    public static string Bypass(string reason) =>
        reason == BypassReason.Method ? $"{Cache}; fwd=method" : $"{Cache}; fwd=bypass; detail={reason}";

    /// <param name="outcome">How the response was found.</param>
    /// <param name="ttl">How many seconds more it is fresh; negative if it is not any more.</param>
    public static string Hit(CacheOutcome outcome, long ttl) =>
        outcome switch
        {
            CacheOutcome.NearHit when (ulong)ttl < (ulong)NearHits.Length => NearHits[ttl] ??= NearHit(ttl),
            CacheOutcome.NearHit => NearHit(ttl),
            CacheOutcome.FarHit => string.Create(CultureInfo.InvariantCulture, $"{Cache}; hit; ttl={ttl}; detail=far"),
            CacheOutcome.Stale => string.Create(CultureInfo.InvariantCulture, $"{Cache}; hit; ttl={ttl}; detail=stale-while-revalidate"),
            CacheOutcome.StaleOnError => string.Create(CultureInfo.InvariantCulture, $"{Cache}; fwd=stale; ttl={ttl}; detail=stale-if-error"),
            CacheOutcome.Refreshed => string.Create(CultureInfo.InvariantCulture, $"{Cache}; fwd=stale; ttl={ttl}; stored"),
            _ => $"{Cache}; fwd=miss; collapsed",
        };

    private static string NearHit(long ttl) => string.Create(CultureInfo.InvariantCulture, $"{Cache}; hit; ttl={ttl}; detail=near");

    /// <summary>Writes the header of a response that the handler has just made.</summary>
    /// <param name="notStored">Why it is not stored, or <see langword="null"/> if it is, as far as is known when the headers leave.</param>
    public static string Miss(string? notStored) =>
        notStored is null ? $"{Cache}; fwd=miss; stored" : $"{Cache}; fwd=miss; detail={notStored}";
}
