using FsCheck;
using FsCheck.Fluent;
using Tasker.Caching.Engine;
using Tasker.Caching.Near;
using Xunit;

namespace Tasker.OutputCache.Tests.Tiers.Near;

public sealed class NearTableTests
{
    private const int Keys = 60;

    private readonly NearTable _table = new();

    [Fact]
    public void AnySequence_HoldsWhatADictionaryHolds()
    {
        var operation = Gen.Choose(0, 9).SelectMany(static kind => Gen.Choose(0, Keys - 1).Select(key => (kind, key)));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(operation.ListOf().Resize(400).ToArbitrary(), static operations =>
        {
            var table = new NearTable();
            var held = new Dictionary<string, NearEntry>();
            foreach (var (kind, number) in operations)
            {
                var key = $"k{number}";
                if (kind < 5)
                {
                    table.Set(held[key] = new TestEntry(key));
                }
                else
                {
                    table.Remove(key);
                    held.Remove(key);
                }
            }

            for (var i = 0; i < Keys; i++)
            {
                Assert.Same(held.GetValueOrDefault($"k{i}"), table.Find($"k{i}"));
            }

            Assert.Equal(held.Values.ToHashSet(), table.Snapshot().ToHashSet());
        }));
    }

    [Fact]
    public void Find_ManyEntries_FindsEachAndNothingElse()
    {
        var entries = Enumerable.Range(0, 20_000).Select(static i => new TestEntry($"tasker:analytics:performance:{i}")).ToArray();
        Array.ForEach(entries, _table.Set);

        Assert.All(entries, entry => Assert.Same(entry, _table.Find(entry.Key)));
        Assert.All(entries, entry => Assert.Null(_table.Find(entry.Key + "x")));
    }

    [Fact]
    public void Find_KeysOfOneHash_AreToldApart()
    {
        var (one, other) = FindTwoOfOneHash();
        var entries = (new TestEntry(one), new TestEntry(other));

        _table.Set(entries.Item1);
        Assert.Null(_table.Find(other));

        _table.Set(entries.Item2);
        Assert.Same(entries.Item1, _table.Find(one));
        Assert.Same(entries.Item2, _table.Find(other));

        _table.Remove(one);
        Assert.Null(_table.Find(one));
        Assert.Same(entries.Item2, _table.Find(other));
    }

    // Among a million there are more than a hundred pairs.
    private static (string One, string Other) FindTwoOfOneHash()
    {
        var keys = new Dictionary<int, string>();
        for (var i = 0; i < 1_000_000; i++)
        {
            var key = $"k{i}";
            if (!keys.TryAdd(KeyHash.Of(key), key))
            {
                return (keys[KeyHash.Of(key)], key);
            }
        }

        throw new InvalidOperationException("A million keys, and no two of one hash.");
    }

    [Fact]
    public void Clear_Always_LeavesNothing()
    {
        for (var i = 0; i < 1000; i++)
        {
            _table.Set(new TestEntry($"k{i}"));
        }

        _table.Clear();

        Assert.Empty(_table.Snapshot());
        Assert.Null(_table.Find("k1"));
    }

    [Fact]
    public void Remove_OfManyMoreThanAreHeldAtATime_NeedsNoRoomForThem()
    {
        const int Held = 100;
        var entries = Enumerable.Range(0, 50_000).Select(static i => new TestEntry($"k{i}")).ToArray();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < entries.Length; i++)
        {
            _table.Set(entries[i]);
            if (i >= Held)
            {
                _table.Remove(entries[i - Held].Key);
            }
        }

        // 18 bytes for each, in tables built anew now and then; 61 if no place were free again at once.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 36 * entries.Length);
        Assert.Equal(entries[^Held..].ToHashSet<NearEntry>(), _table.Snapshot().ToHashSet());
    }

    [Fact]
    public async Task Find_WhileOthersComeAndGo_AlwaysFindsWhatStays()
    {
        var staying = Enumerable.Range(0, 200).Select(static i => new TestEntry($"staying{i}")).ToArray();
        Array.ForEach(staying, _table.Set);
        using var end = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            var rounds = 0;
            for (; !end.IsCancellationRequested || rounds == 0; rounds++)
            {
                foreach (var entry in staying)
                {
                    // Another one under the same key may have taken its place, but there is one at all times.
                    Assert.Equal(entry.Key, _table.Find(entry.Key)?.Key);
                }
            }
        })).ToArray();

        var random = new Random(1);
        for (var i = 0; i < 300_000; i++)
        {
            var key = $"k{random.Next(3000)}";
            if (random.Next(2) == 0)
            {
                _table.Set(new TestEntry(key));
            }
            else
            {
                _table.Remove(key);
            }

            if (i % 16 == 0)
            {
                _table.Set(new TestEntry(staying[i / 16 % staying.Length].Key));
            }
        }

        await end.CancelAsync();
        await Task.WhenAll(readers);
    }
}
