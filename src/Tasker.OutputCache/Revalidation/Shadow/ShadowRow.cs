using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Engine;

/// <summary>What caching an endpoint would have brought since this process began to watch it.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Endpoint">The name of the endpoint within the resource.</param>
/// <param name="Requests">How many requests the cache would have taken.</param>
/// <param name="Hits">How many of them it would have answered, with an entry or with the answer to a request that was under way.</param>
/// <param name="Joined">How many of these would have waited for that.</param>
/// <param name="SavedSeconds">How long the handlers of those ran.</param>
/// <param name="Compared">How many answers were compared with what the handler said.</param>
/// <param name="Different">How many of these were another answer, and would still have been served five seconds later.</param>
/// <param name="NotStored">Why responses could not have been kept, and how many.</param>
[Experimental(EngineFace.DiagnosticId)]
public sealed record ShadowRow(
    string Resource, string Endpoint, long Requests, long Hits, long Joined, double SavedSeconds, long Compared, long Different, IReadOnlyDictionary<string, long> NotStored)
{
    /// <summary>Gets the share of requests that the cache would have answered.</summary>
    public double HitRate => Requests == 0 ? 0 : (double)Hits / Requests;
}
