using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Tasker.OutputCache.Benchmarks.NearTier.Alternatives;

/// <summary>The framework's own. Its limit counts one thing only: bytes here.</summary>
internal sealed class MemoryCacheCandidate(long maxBytes, int maxEntries) : ICandidate
{
    private readonly MemoryCache _cache = new(Options.Create(new MemoryCacheOptions { SizeLimit = maxBytes }));
    private readonly int _smallestEntry = (int)Math.Min(int.MaxValue, maxBytes / maxEntries);

    public string Name => "MemoryCache";

    public bool TryGet(string key) => _cache.TryGetValue(key, out _);

    // No cap of entries here: it is expressed as the least size of one.
    public void Set(string key, int size) => _cache.Set(key, key, new MemoryCacheEntryOptions { Size = Math.Max(size, _smallestEntry) });

    public void Dispose() => _cache.Dispose();
}
