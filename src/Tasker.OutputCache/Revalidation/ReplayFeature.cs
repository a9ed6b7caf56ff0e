using Tasker.OutputCache.Policies;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Revalidation;

/// <summary>Marks a request that the cache has made itself.</summary>
/// <param name="reason">Why it was made.</param>
/// <param name="key">The key of the entry to compute; for another one nothing is stored. <see langword="null"/> if any will do.</param>
/// <param name="flight">The flight that the computation leads, or <see langword="null"/> if the request looks entries up like any other.</param>
/// <param name="fallback">The entry that those who wait get if the computation fails.</param>
internal sealed class ReplayFeature(CacheReplayReason reason, string? key, Flight? flight, CachedEntry? fallback) : ICacheReplayFeature
{
    private Flight? _flight = flight;
    private CacheWork? _work;

    public CacheReplayReason Reason => reason;

    /// <summary>Gets a value indicating whether the response is to be computed whatever is held.</summary>
    public bool SkipsLookup => reason != CacheReplayReason.WarmUp;

    /// <summary>Gets what the request is to the cache.</summary>
    public RequestOrigin Origin { get; } = new() { IsReplay = true, Fallback = fallback };

    /// <summary>Gets what takes the response, if it is to be compared and not to be stored.</summary>
    public ContentSink? Sink { get; init; }

    /// <summary>Gives the flight to the replayed request.</summary>
    /// <returns><see langword="false"/> if it is for another entry.</returns>
    public bool TryLead(CacheEngine engine, CacheWork work)
    {
        if (Sink is not null)
        {
            work.Sink = Sink;
            return key == work.Key;
        }

        _work = work;
        return engine.Take(work, key, TakeFlight);
    }

    /// <summary>Ends the flight if the replay has not: somebody in front of the cache has answered, or the handler does not end.</summary>
    public void End(CacheEngine engine)
    {
        if (TakeFlight() is { } left)
        {
            engine.Abandon(left, fallback);
        }
        else if (_work is { } work)
        {
            engine.Fail(work);
        }
    }

    private Flight? TakeFlight() => Interlocked.Exchange(ref _flight, null);
}
