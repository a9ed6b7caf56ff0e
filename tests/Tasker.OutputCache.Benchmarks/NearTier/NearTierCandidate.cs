using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Benchmarks.NearTier;

internal sealed class NearTierCandidate(long maxBytes, int maxEntries) : ICandidate
{
    private readonly global::Tasker.Caching.Engine.NearTier _tier = new(new NearTierOptions { MaxBytes = maxBytes, MaxEntries = maxEntries }, TimeProvider.System);

    public string Name => "NearTier (S3-FIFO)";

    public bool TryGet(string key) => _tier.TryGet(key, out _);

    public void Set(string key, int size) => _tier.TrySet(new Entry(key, size));

    public void Dispose()
    {
    }

    // The size is exact, so that all candidates hold the same.
    private sealed class Entry(string key, int size) : NearEntry(key, size - Overhead - (2L * key.Length), long.MaxValue);
}
