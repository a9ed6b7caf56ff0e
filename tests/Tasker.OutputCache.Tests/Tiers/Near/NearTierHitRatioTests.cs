using Tasker.Caching.Engine;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Tests.Tiers.Near;

public sealed class NearTierHitRatioTests
{
    private const int Capacity = 500;

    [Fact]
    public void Scan_HotEntries_Stay()
    {
        var tier = CreateTier();
        for (var round = 0; round < 3; round++)
        {
            Ask(tier, Enumerable.Range(0, 300));
        }

        Ask(tier, Enumerable.Range(10_000, 20 * Capacity));

        Assert.Equal(300, Enumerable.Range(0, 300).Count(key => tier.TryGet($"k{key}", out _)));
    }

    [Fact]
    public void ZipfWithScans_HitsMoreThanLru()
    {
        var keys = ZipfWithScans().ToList();

        var ours = Ask(CreateTier(), keys);
        var lru = AskLru(keys);

        Assert.True(ours > lru * 1.15, $"{ours} hits of {keys.Count}; LRU {lru}");
    }

    [Fact]
    public void Loop_LargerThanTheBudget_StillHits()
    {
        var keys = Enumerable.Range(0, 60_000).Select(i => i % (Capacity * 12 / 10)).ToList();

        var ours = Ask(CreateTier(), keys);

        Assert.Equal(0, AskLru(keys));
        Assert.InRange(ours, keys.Count / 4, keys.Count);
    }

    [Fact]
    public void Refill_OfAHotEntryThatAnEvictionVoided_IsHotAtOnce()
    {
        var isVoid = false;
        var tier = new NearTier(new NearTierOptions { MaxEntries = Capacity }, new ManualClock(), _ => isVoid);
        for (var round = 0; round < 3; round++)
        {
            Ask(tier, Enumerable.Range(0, 300));
        }

        isVoid = true;
        tier.SweepVoid(Capacity);
        isVoid = false;
        Assert.Equal(0, tier.Count);
        Ask(tier, Enumerable.Range(0, 300));
        Ask(tier, Enumerable.Range(10_000, 2 * Capacity));

        // What was hot is remembered by hash, in buckets that may overflow.
        Assert.InRange(Enumerable.Range(0, 300).Count(key => tier.TryGet($"k{key}", out _)), 290, 300);
    }

    private static IEnumerable<int> ZipfWithScans()
    {
        var random = new Random(1);
        var scanned = 1_000_000;
        for (var i = 0; i < 100_000; i++)
        {
            // Inverse of the distribution function of 1/n.
            yield return (int)Math.Exp(random.NextDouble() * Math.Log(20_000));
            if (i % (5 * Capacity) == 0)
            {
                for (var j = 0; j < 2 * Capacity; j++)
                {
                    yield return scanned++;
                }
            }
        }
    }

    private static int Ask(NearTier tier, IEnumerable<int> keys)
    {
        var hits = 0;
        foreach (var key in keys)
        {
            if (tier.TryGet($"k{key}", out _))
            {
                hits++;
            }
            else
            {
                tier.TrySet(new TestEntry($"k{key}"));
            }
        }

        return hits;
    }

    private static int AskLru(IEnumerable<int> keys)
    {
        var order = new LinkedList<int>();
        var entries = new Dictionary<int, LinkedListNode<int>>();
        var hits = 0;
        foreach (var key in keys)
        {
            if (entries.Remove(key, out var node))
            {
                hits++;
                order.Remove(node);
            }
            else if (entries.Count == Capacity)
            {
                entries.Remove(order.Last!.Value);
                order.RemoveLast();
            }

            entries[key] = order.AddFirst(key);
        }

        return hits;
    }

    private static NearTier CreateTier() => new(new NearTierOptions { MaxEntries = Capacity }, new ManualClock());
}
