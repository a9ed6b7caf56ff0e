using System.Globalization;
using Tasker.Caching.Engine;
using Tasker.OutputCache.TestUtilities.Fakes;
using Xunit;
using static Tasker.OutputCache.Tests.Tiers.EngineNode;

namespace Tasker.OutputCache.Tests.Tiers;

/// <summary>Revival in all tiers, on all instances.</summary>
public sealed class RevivalTests : EngineTests
{
    private int _row = 1;
    private int _validations;
    private int _computations;

    private Func<Task> Validating { get; set; } = static () => Task.CompletedTask;

    private async Task<string?> FindVersionAsync()
    {
        Interlocked.Increment(ref _validations);
        var version = Volatile.Read(ref _row);
        await Validating();
        return version.ToString(CultureInfo.InvariantCulture);
    }

    private async Task<(string Text, CacheOutcome Outcome)> GetAsync(EngineNode node)
    {
        var work = new RevivableWork("k", node.Resources.Get("analytics"), ["t"], FindVersionAsync);
        var lookup = await node.Engine.LookupAsync(work, Token);
        if (TextOf(lookup) is { } found)
        {
            return (found, lookup.Outcome);
        }

        Interlocked.Increment(ref _computations);
        var content = Content($"row {Volatile.Read(ref _row)}");
        content.Version = work.Version;
        var life = node.Engine.LifeOf(work.Settings, work.Settings.Ttl) with { Kept = work.Settings.Revival };
        lookup.Computation!.Complete(content, work.Known, life);
        await WaitForAsync(() => node.Far.Peek("k") is not null && !node.Far.IsLeased("k"), "it is written");
        return (Text(content), lookup.Outcome);
    }

    private static string Text(Tasker.OutputCache.Engine.StoredResponse content) => System.Text.Encoding.UTF8.GetString(content.Body.Span);

    [Fact]
    public async Task EvictedFarEntry_OnAnotherInstance_IsRevivedForAll()
    {
        await GetAsync(A);
        await A.Evictions.EvictAsync("t");
        await B.Evictions.Follower.CatchUpAsync();

        Assert.Equal(("row 1", CacheOutcome.Refreshed), await GetAsync(B));
        await WaitForAsync(() => B.Far.Peek("k") is not null && !B.Far.IsLeased("k"), "it is written");
        Assert.Equal(("row 1", CacheOutcome.NearHit), await GetAsync(B));

        // Its own copy is void; that of the other is not.
        Assert.Equal(("row 1", CacheOutcome.FarHit), await GetAsync(A));
        Assert.Equal((1, 2), (_computations, _validations));
    }

    [Fact]
    public async Task EvictedEntry_WithoutAFarTier_IsRevivedFromMemory()
    {
        await GetAsync(A);
        await A.Evictions.EvictAsync("t");
        A.Near.SweepVoid(100);
        await A.Far.RemoveAsync("k", Token);

        Assert.Equal(("row 1", CacheOutcome.Refreshed), await GetAsync(A));
    }

    [Fact]
    public async Task Eviction_OfAnotherInstance_WhileTheValidatorRuns_MakesTheRevivedVoid()
    {
        await GetAsync(A);
        await A.Evictions.EvictAsync("t");
        Validating = async () =>
        {
            Validating = static () => Task.CompletedTask;
            Volatile.Write(ref _row, 2);
            await B.Evictions.EvictAsync("t");
            await A.Evictions.Follower.CatchUpAsync();
        };

        Assert.Equal(("row 2", CacheOutcome.Miss), await GetAsync(A));
        Assert.Equal("row 2", (await GetAsync(B)).Text);
    }

    [Fact]
    public async Task OldFarEntry_BesideANewerVoidOneInMemory_IsNotTaken()
    {
        await GetAsync(A);
        var old = A.Far.Peek("k")!;
        await A.Evictions.EvictAsync("t");
        Volatile.Write(ref _row, 2);
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("row 2", (await GetAsync(A)).Text);
        await A.Evictions.EvictAsync("t");
        A.Far.Put("k", old.ToArray());

        Assert.Equal(("row 2", CacheOutcome.Refreshed), await GetAsync(A));
    }

    [Fact]
    public async Task Races_OfEvictionsAndValidators_NeverServeOldRows()
    {
        for (var round = 0; round < 15; round++)
        {
            var promised = 0;
            var nodes = new[] { A, B };
            Validating = async () => await YieldAsync(Random.Shared.Next(4));
            var writer = Task.Run(async () =>
            {
                for (var i = 0; i < 5; i++)
                {
                    var row = Interlocked.Increment(ref _row);
                    await YieldAsync(i);
                    await A.Evictions.EvictAsync("t");
                    await B.Evictions.Follower.CatchUpAsync();
                    Volatile.Write(ref promised, row);
                    await YieldAsync(3 - (i % 3));
                }
            }, Token);
            var readers = nodes.Select(node => Task.Run(async () =>
            {
                while (!writer.IsCompleted)
                {
                    var before = Volatile.Read(ref promised);
                    var (text, outcome) = await GetQuicklyAsync(node);
                    Assert.True(int.Parse(text[4..], CultureInfo.InvariantCulture) >= before, $"{text} after eviction {before}: {outcome}");
                    await Task.Yield();
                }
            }, Token)).ToArray();
            var all = Task.WhenAll([writer, .. readers]);
            await Clock.AdvanceUntilAsync(Step, () => all.IsCompleted, "all are done");
            await all;
        }

        static async Task YieldAsync(int times)
        {
            for (; times > 0; times--)
            {
                await Task.Yield();
            }
        }
    }

    private async Task<(string Text, CacheOutcome Outcome)> GetQuicklyAsync(EngineNode node)
    {
        var work = new RevivableWork("k", node.Resources.Get("analytics"), ["t"], FindVersionAsync);
        var lookup = await node.Engine.LookupAsync(work, Token);
        if (TextOf(lookup) is { } found)
        {
            return (found, lookup.Outcome);
        }

        var content = Content($"row {Volatile.Read(ref _row)}");
        content.Version = work.Version;
        lookup.Computation?.Complete(content, work.Known, node.Engine.LifeOf(work.Settings, work.Settings.Ttl) with { Kept = work.Settings.Revival });
        return (Text(content), lookup.Outcome);
    }
}
