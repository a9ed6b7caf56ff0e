using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Revalidation;

/// <summary>Marks a request that the cache has made itself.</summary>
internal sealed class ReplayFeature : ICacheReplayFeature
{
    private string? _key;
    private Computation? _computation;
    private ContentSink? _sink;

    private ReplayFeature(CacheReplayReason reason) => Reason = reason;

    public CacheReplayReason Reason { get; }

    /// <summary>Gets a value indicating whether the response is to be computed whatever is held.</summary>
    public bool SkipsLookup => Reason != CacheReplayReason.WarmUp;

    /// <summary>Marks a request that looks entries up like any other.</summary>
    public static ReplayFeature WarmUp() => new(CacheReplayReason.WarmUp);

    /// <summary>Marks a request that goes on with a computation.</summary>
    public static ReplayFeature Of(CacheReplayReason reason, Computation computation) => new(reason) { _computation = computation };

    /// <summary>Marks a request whose response is to be compared, and not to be stored.</summary>
    /// <param name="key">The key of the entry to compute.</param>
    /// <param name="sink">What takes the response.</param>
    public static ReplayFeature Verify(string key, ContentSink sink) => new(CacheReplayReason.Verify) { _key = key, _sink = sink };

    /// <summary>Finds what the replayed request computes.</summary>
    /// <returns><see langword="null"/> if the request is for another entry: its user is another one now, or nobody.</returns>
    public Computation? TryBegin(CacheEngine engine, CacheWork work) =>
        _sink is not null ? (_key == work.Key ? engine.Observe(work, _sink) : null)
        : _computation is { } computation && computation.TryPassOn(work) ? computation
        : null;
}
