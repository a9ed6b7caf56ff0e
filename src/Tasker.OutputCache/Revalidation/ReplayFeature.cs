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

    public CacheReplayReason Reason => reason;

    public string? Key => key;

    /// <summary>Gets a value indicating whether the response is to be computed whatever is held.</summary>
    public bool SkipsLookup => reason != CacheReplayReason.WarmUp;

    public CachedEntry? Fallback => fallback;

    public Flight? TakeFlight() => Interlocked.Exchange(ref _flight, null);
}
