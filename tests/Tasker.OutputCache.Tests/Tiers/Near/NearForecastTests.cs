using Tasker.Caching.Engine;
using Tasker.Caching.Near;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Tests.Tiers.Near;

public sealed class NearForecastTests
{
    private const int Mebibyte = 1 << 20;

    private readonly ManualClock _clock = new();
    private long _asked;
    private long _hits;

    // Which keys are watched is a secret of the process. One sample in a hundred is off by more than the tolerance: the middle one of five is not.
    [Theory]
    [InlineData("zipf", 1)]
    [InlineData("steep", 5)]
    [InlineData("scans", 7)]
    [InlineData("loop", 9)]
    [InlineData("drift", 10)]
    [InlineData("few", 12)]
    public void Forecast_OfATrace_IsThatOfAnExactMemory(string kind, int seed)
    {
        var keys = Trace(kind, new Random(seed)).ToList();
        var options = new NearTierOptions { MaxBytes = kind == "few" ? 4 * Mebibyte : 16 * Mebibyte, MaxEntries = int.MaxValue };
        var forecasts = Enumerable.Range(0, 5).Select(sample => ForecastOf(keys, options, sample)).ToList();
        Assert.All(forecasts, static forecast => Assert.Equal([0.25, 0.5, 1, 2, 4], forecast.Select(static point => point.Room)));
        foreach (var (i, point) in forecasts[0].Index())
        {
            var exact = new ExactLru(point.MaxBytes);
            keys.ForEach(key => exact.Ask(key, SizeOf(key)));
            var expected = 100.0 * exact.Hits / keys.Count;
            var middle = forecasts.Select(forecast => forecast[i].HitRate).Order().ElementAt(2);
            Assert.True(Math.Abs(middle - expected) <= ToleranceOf(kind, point.Room), $"{kind} {seed}, {point.Room} times the room: {middle:0.0} instead of {expected:0.0}.");
        }
    }

    // Other names are other keys to watch.
    private IReadOnlyList<NearForecast> ForecastOf(List<int> keys, NearTierOptions options, int sample)
    {
        (_asked, _hits) = (0, 0);
        var tier = new NearTier(options, _clock);
        tier.Watch(Count);
        keys.ForEach(number => Ask(tier, $"{sample}k{number}", key => TestEntry.OfSize(key, SizeOf(number))));
        return tier.Forecast();
    }

    private (long Hits, long Misses) Count() => (_hits, _asked - _hits);

    // In points. Of 2,000 keys some 250 are watched: that is coarse. For less room than there
    // is, it counts how hot the watched keys happen to be; for more, only how many they are.
    private static double ToleranceOf(string kind, double room) => kind == "few" ? 15 : room < 1 ? 10 : 3;

    // Between 600 bytes and 17 KiB, and always the same for a key.
    private static long SizeOf(int key) => 600 + ((long)((uint)key * 2654435761u) >> 18);

    private static IEnumerable<int> Trace(string kind, Random random)
    {
        for (var i = 0; i < 200_000; i++)
        {
            yield return kind switch
            {
                // Inverse of the distribution function of 1/n.
                "zipf" => (int)Math.Exp(random.NextDouble() * Math.Log(20_000)),
                "steep" => (int)Math.Exp(Math.Pow(random.NextDouble(), 1.5) * Math.Log(30_000)),
                "scans" => i % 20_000 < 5000 ? 1_000_000 + i : (int)Math.Exp(random.NextDouble() * Math.Log(10_000)),
                "loop" => random.Next(4) == 0 ? i % 4000 : random.Next(1000),
                "drift" => (i / 20) + (int)Math.Exp(random.NextDouble() * Math.Log(8000)),
                _ => random.Next(2) == 0 ? random.Next(300) : random.Next(2000),
            };
        }
    }

    private void Ask(NearTier tier, int number, long size) => Ask(tier, $"k{number}", key => TestEntry.OfSize(key, size));

    private void Ask(NearTier tier, string key, Func<string, NearEntry> create)
    {
        var now = _clock.GetTimestamp();
        _asked++;
        if (tier.TryGet(key, out var entry))
        {
            _hits++;
            tier.NoteHit(entry, now);
            return;
        }

        tier.NoteMiss(key, tier.WhyMissing(key), now);
        tier.TrySet(create(key));
    }

    [Fact]
    public void Forecast_OfFewRequests_IsNone()
    {
        var tier = new NearTier(new NearTierOptions(), _clock);
        tier.Watch(Count);

        for (var i = 0; i < 900; i++)
        {
            Ask(tier, i % 100, 1000);
        }

        Assert.Empty(tier.Forecast());
    }

    [Fact]
    public void Forecast_WhereEvictionsEndAll_HasNoHits()
    {
        var isVoid = false;
        var tier = new NearTier(new NearTierOptions(), _clock, entry => isVoid || ((GhostlyEntry)entry).IsVoid());
        tier.Watch(Count);

        for (var round = 0; round < 20; round++)
        {
            for (var i = 0; i < 2000; i++)
            {
                Ask(tier, $"k{i}", static key => new GhostlyEntry(key, 700, static () => true));
            }

            isVoid = true;
            tier.SweepVoid(int.MaxValue);
            isVoid = false;
        }

        Assert.Equal(0, _hits);
        Assert.Equal(5, tier.Forecast().Count);
        Assert.All(tier.Forecast(), static point => Assert.Equal(0, point.HitRate));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Forecast_OfWhatWasEvictedAfterItHadBeenPushedOut_CountsItAsAMiss(bool isEvicted)
    {
        var voided = false;
        var tier = new NearTier(new NearTierOptions { MaxBytes = 1000 * 1000, MaxEntries = int.MaxValue }, _clock, static entry => ((GhostlyEntry)entry).IsVoid());
        tier.Watch(Count);

        for (var round = 0; round < 30; round++)
        {
            for (var i = 0; i < 2000; i++)
            {
                Ask(tier, $"k{i}", key => new GhostlyEntry(key, 700, () => voided));
            }

            // Nobody looks while they are void but who judges what memory has let go.
            voided = isEvicted;
        }

        var most = tier.Forecast()[^1];
        if (isEvicted)
        {
            // Memory itself judges nothing here: its hits are hits.
            Assert.InRange(most.HitRate, (100.0 * _hits / _asked) - 3, (100.0 * _hits / _asked) + 3);
        }
        else
        {
            Assert.InRange(most.HitRate, 90, 100);
        }
    }

    [Fact]
    public void Forecast_WhereTheNumberOfEntriesIsTheLimit_AsksForMoreOfThem()
    {
        var tier = new NearTier(new NearTierOptions { MaxBytes = 1000 * Mebibyte, MaxEntries = 1000 }, _clock);
        tier.Watch(Count);

        for (var i = 0; i < 100_000; i++)
        {
            Ask(tier, i % 1500, 1000);
        }

        var twice = tier.Forecast()[3];
        Assert.Equal((2000, 1000 * Mebibyte), (twice.MaxEntries, (int)twice.MaxBytes));
        Assert.InRange(twice.HitRate, 95, 100);
        Assert.InRange(tier.Forecast()[1].HitRate, 0, 50);
    }

    [Fact]
    public void Resize_BeginsAgain()
    {
        var tier = new NearTier(new NearTierOptions(), _clock);
        tier.Watch(Count);
        for (var i = 0; i < 50_000; i++)
        {
            Ask(tier, i % 1000, 1000);
        }

        Assert.NotEmpty(tier.Forecast());
        tier.Resize(new NearTierOptions { MaxEntries = 20_000 });

        Assert.Empty(tier.Forecast());
    }

    [Fact]
    public void NoteHit_OfWatchedKeys_AllocatesNothing()
    {
        var sampler = new ReuseSampler(new NearTierOptions(), _clock, null, null, keysPerSample: 1);
        var entries = Enumerable.Range(0, 3000).Select(static i => TestEntry.OfSize($"k{i}", 1000)).ToArray();
        Array.ForEach(entries, sampler.NoteStored);
        Ask(1);
        var before = GC.GetAllocatedBytesForCurrentThread();

        // Often enough that the places are given out again.
        Ask(10);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Ask(int rounds)
        {
            for (var i = 0; i < rounds * entries.Length; i++)
            {
                sampler.NoteHit(entries[i % entries.Length], 0);
            }
        }
    }

    [Fact]
    public void Stack_OfAnyRequests_CountsTheBytesSince()
    {
        var random = new Random(3);
        var stack = new ReuseStack(64);
        var order = new List<(uint Hash, long Size)>();
        for (var i = 0; i < 20_000; i++)
        {
            var hash = (uint)random.Next(64);
            var size = random.Next(1, 5000);
            var at = order.FindIndex(item => item.Hash == hash);
            Assert.Equal(at >= 0, stack.TryFind(hash, out _, out var since));
            Assert.Equal(at < 0 ? 0 : order.Skip(at + 1).Sum(static item => item.Size), since);
            if (at >= 0)
            {
                order.RemoveAt(at);
            }

            order.Add((hash, size));
            stack.Push(new ReuseItem(hash, size, 0, null));
            if (i % 50 == 0)
            {
                stack.RemoveOldest();
                order.RemoveAt(0);
            }

            if (i % 1000 == 0)
            {
                stack.KeepBelow(40);
                order.RemoveAll(static item => item.Hash >= 40);
            }

            Assert.Equal((order.Count, order.Sum(static item => item.Size)), (stack.Count, stack.Bytes));
        }
    }

    private sealed class GhostlyEntry(string key, long payload, Func<bool> isVoid) : NearEntry(key, payload, long.MaxValue)
    {
        // What is in memory is judged there.
        private bool _isGhost;

        public bool IsVoid() => _isGhost && isVoid();

        internal override NearEntry CreateGhost() => new GhostlyEntry(string.Empty, 0, isVoid) { _isGhost = true };
    }
}
