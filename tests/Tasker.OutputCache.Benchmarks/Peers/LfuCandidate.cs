using BitFaster.Caching.Lfu;
using Tasker.OutputCache.Benchmarks.NearTier;

namespace Tasker.OutputCache.Benchmarks.Peers;

/// <summary>BitFaster's LFU, which counts entries and no bytes.</summary>
internal sealed class LfuCandidate(int maxEntries) : ICandidate
{
    private readonly ConcurrentLfu<string, int> _cache = new(1, maxEntries, new BitFaster.Caching.Scheduler.ForegroundScheduler(), StringComparer.Ordinal);

    public string Name => "BitFaster LFU";

    public bool TryGet(string key) => _cache.TryGet(key, out _);

    public void Set(string key, int size) => _cache.AddOrUpdate(key, size);

    public void Dispose() => _cache.Clear();
}
