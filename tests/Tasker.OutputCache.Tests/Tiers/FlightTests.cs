using Tasker.Caching.Backends.Memory;
using Tasker.Caching.Computing.Flights;
using Tasker.Caching.Engine;
using Tasker.Caching.Entries;
using Tasker.Caching.Evictions.View;
using Tasker.Caching.Guards;
using Tasker.OutputCache.TestUtilities.Fakes;
using Xunit;
using static Tasker.OutputCache.Tests.Tiers.EngineNode;

namespace Tasker.OutputCache.Tests.Tiers;

public sealed class FlightTests : EngineTests
{
    private async Task<TestWork> LeadAsync()
    {
        var work = A.Work();
        Assert.Null((await A.LookupAsync(work)).Entry);
        Assert.True(work.Leads);
        return work;
    }

    private (TestWork Work, Task<CacheLookup> Lookup)[] Join(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => A.Work()).Select(work => (work, A.LookupUntilAsync(work, Token)))];

    [Fact]
    public async Task Store_OthersWait_AllGetIt()
    {
        var leader = await LeadAsync();
        var waiters = Join(50);

        A.Store(leader, "v");

        foreach (var (work, lookup) in waiters)
        {
            var result = await lookup.WaitAsync(Deadline, Token);
            Assert.Equal((CacheOutcome.Collapsed, "v", false), (result.Outcome, TextOf(result), work.Leads));
        }

        Assert.Equal(0, A.Engine.Flights);
    }

    [Fact]
    public async Task Fail_TwoHundredWait_ExactlyOneTakesOverEachTimeAndAfterThreeTheRestComputes()
    {
        var leader = await LeadAsync();
        var waiters = Join(200);

        for (var failed = 1; failed <= 2; failed++)
        {
            leader.Computation?.Fail();
            await WaitForAsync(() => waiters.Count(static waiter => waiter.Lookup.IsCompleted) >= failed, "somebody takes over");
            leader = waiters.Single(static waiter => waiter.Work.Leads).Work;
            Assert.Equal(failed, waiters.Count(static waiter => waiter.Lookup.IsCompleted));
        }

        leader.Computation?.Fail();

        var results = await Task.WhenAll(waiters.Select(static waiter => waiter.Lookup)).WaitAsync(Deadline, Token);
        Assert.All(results, static result => Assert.Null(result.Entry));
        Assert.All(waiters, static waiter => Assert.False(waiter.Work.Leads));
        Assert.Equal(0, A.Engine.Flights);
        await WaitForAsync(() => !A.Far.IsLeased("k"), "the lease is given back");
    }

    [Fact]
    public async Task Fail_FirstInTheQueueHasGone_NeverGetsTheLead()
    {
        using var gone = new CancellationTokenSource();
        var leader = await LeadAsync();
        var quitter = A.Work();
        var quitting = A.LookupUntilAsync(quitter, gone.Token);
        var stayer = Join(1)[0];
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => quitting);

        leader.Computation?.Fail();

        Assert.Null((await stayer.Lookup.WaitAsync(Deadline, Token)).Entry);
        Assert.True(stayer.Work.Leads);
        Assert.False(quitter.Leads);
    }

    [Fact]
    public async Task Wait_TooLong_ComputesForItself()
    {
        await LeadAsync();
        var waiter = Join(1)[0];

        await AdvanceAsync(TimeSpan.FromSeconds(31));

        Assert.Null((await waiter.Lookup.WaitAsync(Deadline, Token)).Entry);
        Assert.False(waiter.Work.Leads);
        Assert.True(A.Store(waiter.Work, "v"));
    }

    [Fact]
    public async Task Lookup_EvictionDuringAFlight_NewcomersStartTheirOwn()
    {
        var leader = await LeadAsync();
        var early = Join(1)[0];
        await A.Evictions.EvictAsync("t");
        var newcomer = A.Work();
        Assert.Null((await A.LookupAsync(newcomer).WaitAsync(Deadline, Token)).Entry);
        Assert.True(newcomer.Leads);

        Assert.False(A.Store(leader, "old"));

        // Who came before the eviction may have it; nobody else, now or later.
        Assert.Equal("old", TextOf(await early.Lookup.WaitAsync(Deadline, Token)));
        Assert.True(A.Store(newcomer, "new"));
        Assert.Equal("new", await A.GetAsync("not computed"));
        await WaitForAsync(() => A.Far.Peek("k") is not null, "filled");
        Assert.Equal("new", await B.GetAsync("not computed"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Lookup_EvictionWhileTheLeaderStillLooks_NewcomersWaitForWhatItWillCompute(bool isSecondLeader)
    {
        var first = isSecondLeader ? await LeadAsync() : null;
        A.Far.Reads.Shape = Breakage.AnswersLate;
        var reads = A.Far.Reads.Calls;
        var (leader, leading) = Join(1)[0];
        if (first is not null)
        {
            first.Computation?.Fail();
        }

        await WaitForAsync(() => A.Far.Reads.Calls == reads + 1, "the leader looks");
        await A.Evictions.EvictAsync("t");
        var newcomer = Join(1)[0];
        A.Far.Reads.AnswerLate();

        Assert.Null((await leading.WaitAsync(Deadline, Token)).Entry);
        var later = Join(1)[0];
        Assert.True(A.Store(leader, "new"));
        foreach (var result in await Task.WhenAll(newcomer.Lookup, later.Lookup).WaitAsync(Deadline, Token))
        {
            Assert.Equal((CacheOutcome.Collapsed, "new"), (result.Outcome, TextOf(result)));
        }

        Assert.Equal(reads + 1, A.Far.Reads.Calls);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Land_FoundAndThenEvicted_OnlyForThoseWhoCameBefore(bool isNewGeneration)
    {
        var flight = new Flight(new FlightKey("k", ReadsFar: true), A.View.Now, Clock, EngineEnvironment.Process);
        var times = new EntryTimes(Clock.GetUtcNow(), Clock.GetTimestamp(), long.MaxValue, long.MaxValue);
        var found = new CachedEntry("k", Content("old"), EntryStamp.Computed(A.View.Now), TagSlots.Of(A.View, ["t"]), ["t"], times);
        var early = flight.TryJoin(A.View, found.Slots)!;
        if (isNewGeneration)
        {
            A.Evictions.Log.Exchange(new InMemoryEvictionLog(Clock, TimeSpan.FromHours(2)));
            await A.Evictions.AttachAsync();
        }
        else
        {
            await A.Evictions.EvictAsync("t");
        }

        var late = flight.TryJoin(A.View, found.Slots)!;

        Assert.False(flight.Complete(A.View, found, [], isLatest: true));

        Assert.Equal(FlightResult.Landed(found), await early.WaitAsync(Deadline, Clock, Token));
        Assert.Equal(FlightResult.Leads, await late.WaitAsync(Deadline, Clock, Token));
    }

    [Fact]
    public async Task Store_LateTagEvictedBeforeAWaiterCame_TheWaiterTakesOver()
    {
        var leader = await LeadAsync();
        var early = Join(1)[0];
        await A.Evictions.EvictAsync("late");
        var afterwards = Join(1)[0];
        Assert.False(afterwards.Lookup.IsCompleted);

        Assert.False(A.Store(leader, "old", "late"));

        Assert.Equal("old", TextOf(await early.Lookup.WaitAsync(Deadline, Token)));
        Assert.Null((await afterwards.Lookup.WaitAsync(Deadline, Token)).Entry);
        Assert.True(afterwards.Work.Leads);
        Assert.True(A.Store(afterwards.Work, "new", "late"));
    }

    [Fact]
    public async Task Lookup_NewGenerationDuringAFlight_NewcomersStartTheirOwn()
    {
        var leader = await LeadAsync();
        A.Evictions.Log.Exchange(new InMemoryEvictionLog(Clock, TimeSpan.FromHours(2)));
        await A.Evictions.AttachAsync();

        var newcomer = A.Work();
        await A.LookupAsync(newcomer).WaitAsync(Deadline, Token);

        Assert.True(newcomer.Leads);
        Assert.False(A.Store(leader, "old"));
    }

    [Fact]
    public async Task Refuse_OthersWait_NobodyWaitsAnyMore()
    {
        var leader = await LeadAsync();
        var waiters = Join(20);

        leader.Computation?.NotCacheable();

        await Task.WhenAll(waiters.Select(static waiter => waiter.Lookup)).WaitAsync(Deadline, Token);
        Assert.All(waiters, static waiter => Assert.False(waiter.Work.Leads));
        await AdvanceAsync(TimeSpan.FromSeconds(3));
        await LeadAsync();
    }

    [Fact]
    public async Task Lookup_FarHitWhileOthersWait_AllGetIt()
    {
        await FillFromAsync(B, "v");
        A.Far.Reads.Shape = Breakage.AnswersLate;
        var waiters = Join(20);

        A.Far.Reads.AnswerLate();

        var results = await Task.WhenAll(waiters.Select(static waiter => waiter.Lookup)).WaitAsync(Deadline, Token);
        Assert.All(results, static result => Assert.Equal("v", TextOf(result)));
        Assert.Equal(1, A.Far.Reads.Calls);
    }

    [Fact]
    public void LifeOf_Jitter_StaysWithinItsRange()
    {
        var node = NewNode(static options => options.Resources["analytics"].TtlJitterPercent = 10);
        var settings = node.Resources.Get("analytics");

        var lives = Enumerable.Range(0, 2000).Select(_ => node.Engine.LifeOf(settings, settings.Ttl).Fresh.TotalSeconds).ToArray();

        Assert.All(lives, static life => Assert.InRange(life, 54, 60));
        Assert.True(lives.Max() - lives.Min() > 4);
    }

    [Fact]
    public void LifeOf_LongerThanTheRetention_IsCut()
    {
        var node = NewNode(static options =>
        {
            options.Resources["analytics"].Ttl = TimeSpan.FromDays(1);
            options.Resources["analytics"].StaleIfError = TimeSpan.FromMinutes(30);
        });
        var settings = node.Resources.Get("analytics");

        var life = node.Engine.LifeOf(settings, settings.Ttl);

        Assert.Equal(node.Settings.Current.Retention, life.Total);
        node.Settings.Use(node.Settings.Current with { Retention = TimeSpan.FromMinutes(10) });
        Assert.Equal(TimeSpan.FromMinutes(10), node.Engine.LifeOf(settings, settings.Ttl).Total);
        Assert.True(node.Engine.LifeOf(settings, TimeSpan.FromDays(300)).Total <= TimeSpan.FromMinutes(10));
    }
}
