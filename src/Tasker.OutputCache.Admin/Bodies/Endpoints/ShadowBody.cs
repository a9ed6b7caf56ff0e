using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Admin.Bodies.Endpoints;

/// <summary>What caching an endpoint would have brought on this node, while the handler answered every request.</summary>
/// <param name="Requests">How many requests the cache would have taken.</param>
/// <param name="Hits">How many of them it would have answered.</param>
/// <param name="HitRate">The share of these, from 0 to 1.</param>
/// <param name="Joined">How many would have waited for the answer to another request.</param>
/// <param name="SavedSeconds">How long the handlers of the requests ran that it would have answered.</param>
/// <param name="Compared">How many answers were compared with what the handler said.</param>
/// <param name="Different">How many of these were another answer that would still have been served five seconds later.</param>
/// <param name="NotStored">Why responses could not have been kept, and how many.</param>
internal sealed record ShadowBody(
    long Requests, long Hits, double HitRate, long Joined, double SavedSeconds, long Compared, long Different, IReadOnlyDictionary<string, long> NotStored)
{
    public static ShadowBody Of(ShadowRow row) =>
        new(row.Requests, row.Hits, Math.Round(row.HitRate, 4), row.Joined, Math.Round(row.SavedSeconds, 3), row.Compared, row.Different, row.NotStored);
}
