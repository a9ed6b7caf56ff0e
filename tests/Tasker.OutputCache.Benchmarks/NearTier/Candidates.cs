using Tasker.OutputCache.Benchmarks.NearTier.Alternatives;

namespace Tasker.OutputCache.Benchmarks.NearTier;

internal static class Candidates
{
    public static readonly Func<long, int, ICandidate>[] All =
    [
        (bytes, entries) => new NearTierCandidate(bytes, entries),
        (bytes, entries) => new SieveCandidate(bytes, entries),
        (bytes, entries) => new TinyLfuCandidate(bytes, entries),
        (bytes, entries) => new LruCandidate(bytes, entries),
        (bytes, entries) => new MemoryCacheCandidate(bytes, entries),
    ];
}
