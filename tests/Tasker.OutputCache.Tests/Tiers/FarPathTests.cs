using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.Following;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Fakes;
using Xunit;
using static Tasker.OutputCache.Tests.Tiers.EngineNode;

namespace Tasker.OutputCache.Tests.Tiers;

public sealed class FarPathTests : EngineTests
{
    [Fact]
    public async Task Lookup_NearHit_TouchesNoFarTier()
    {
        await FillFromAsync(A, "v");
        var reads = A.Far.Reads.Calls;

        var lookup = A.Engine.LookupAsync(A.Work(), Token);

        Assert.True(lookup.IsCompletedSuccessfully);
        Assert.Equal(CacheOutcome.NearHit, (await lookup).Outcome);
        Assert.Equal(reads, A.Far.Reads.Calls);
    }

    [Fact]
    public async Task Lookup_FarHit_TakesOneCallAndIsCopied()
    {
        await FillFromAsync(A, "v");

        var lookup = await B.LookupAsync(B.Work());

        Assert.Equal((CacheOutcome.FarHit, "v"), (lookup.Outcome, TextOf(lookup)));
        Assert.Equal(1, B.Far.Reads.Calls);
        Assert.Equal(CacheOutcome.NearHit, (await B.LookupAsync(B.Work())).Outcome);
        Assert.Equal(0, B.Engine.Flights);
    }

    // Each call may take a time-out: a request waits for one.
    [Fact]
    public async Task Lookup_NothingThere_TakesTheLeaseInOneCall()
    {
        var work = A.Work();

        Assert.Null((await A.LookupAsync(work)).Entry);

        Assert.Equal(1, A.Far.Reads.Calls);
        Assert.True(A.Far.IsLeased("k"));
        Assert.True(A.Store(work, "v"));
    }

    [Fact]
    public async Task Lookup_FarEntryIsVoid_DiscardsItAndAsksForTheLeaseInOneMoreCall()
    {
        await FillFromAsync(A, "old");
        await A.Evictions.EvictAsync("t");

        var work = B.Work();
        Assert.Null((await B.LookupAsync(work)).Entry);

        Assert.Equal(2, B.Far.Reads.Calls);
        Assert.Null(B.Far.Peek("k"));
        Assert.True(B.Far.IsLeased("k"));
        work.Computation?.Fail();
        await WaitForAsync(() => !B.Far.IsLeased("k"), "the lease is given back");
    }

    [Fact]
    public async Task Refuse_ComputedAnew_TakesTheStaleEntryOutOfTheFarTier()
    {
        await FillFromAsync(A, "old");
        var stale = (await A.LookupAsync(A.Work())).Entry;
        await A.Evictions.EvictAsync("t");
        var replay = A.Work();
        Assert.Null((await A.LookupAsync(replay)).Entry);
        replay.Computation!.Fallback = stale;
        A.Far.Put("k", new byte[500]);

        replay.Computation?.NotCacheable();

        await WaitForAsync(() => A.Far.Peek("k") is null, "the entry is gone");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(500)]
    public async Task Lookup_FarEntryIsRubbish_IsAMissAndCounted(int length)
    {
        A.Far.Put("k", new byte[length]);

        var work = A.Work();
        Assert.Null((await A.LookupAsync(work)).Entry);

        Assert.Equal(1, A.Counts["tasker.cache.far.unreadable"]);
        Assert.True(A.Store(work, "v"));
    }

    [Theory]
    [InlineData(Breakage.Throws)]
    [InlineData(Breakage.Faulted)]
    [InlineData(Breakage.FaultsLater)]
    [InlineData(Breakage.FaultsAfterEffect)]
    [InlineData(Breakage.Hangs)]
    [InlineData(Breakage.AnswersLate)]
    public async Task Lookup_FarTierBroken_IsAMissWithinTheTimeOut(Breakage shape)
    {
        A.Far.Break(shape);
        var started = Clock.GetTimestamp();

        var getting = A.GetAsync("v");
        await Clock.AdvanceUntilAsync(Step, () => getting.IsCompleted, "the request goes on");

        Assert.Equal("v", await getting);
        Assert.InRange(Clock.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Equal("v", await A.GetAsync("not computed again"));
        Assert.True(A.Counts["tasker.cache.far.failures"] >= 1);
        Assert.Equal(0, A.Engine.Flights);
    }

    [Fact]
    public async Task Lookup_CircuitOpen_IsAStraightMissUntilItRecovers()
    {
        A.Far.Break(Breakage.Faulted);
        for (var i = 0; i < 5; i++)
        {
            (await MissAsync($"{i}")).Computation?.Fail();
        }

        var calls = A.Far.Reads.Calls;
        Assert.Equal(CircuitState.Open, A.Endpoint.State);
        (await MissAsync("more")).Computation?.Fail();
        Assert.Equal(calls, A.Far.Reads.Calls);

        A.Far.Break(Breakage.None);
        await AdvanceAsync(TimeSpan.FromSeconds(20));
        await A.Access.ProbeAsync(Token);
        Assert.True(A.Access.IsOpen);
        (await MissAsync("again")).Computation?.Fail();
        Assert.Equal(calls + 3, A.Far.Reads.Calls);

        async Task<TestWork> MissAsync(string key)
        {
            var work = A.Work(key);
            Assert.Null((await A.LookupAsync(work)).Entry);
            return work;
        }
    }

    [Fact]
    public async Task Probe_Cancelled_ComesToAnEnd()
    {
        A.Far.Break(Breakage.Faulted);
        for (var i = 0; i < 5; i++)
        {
            await A.GetAsync("v", A.Work($"{i}"));
        }

        await AdvanceAsync(TimeSpan.FromSeconds(20));

        await Task.Run(() => A.Access.ProbeAsync(new CancellationToken(canceled: true)), Token).WaitAsync(Deadline, Token);
    }

    [Fact]
    public async Task Lookup_LeaseHeldElsewhere_IsWokenByItsEnd()
    {
        var leader = A.Work();
        await A.LookupAsync(leader);
        var waiting = B.LookupAsync(B.Work());
        await WaitForAsync(() => B.Far.Reads.Calls == 1, "it waits");

        // The clock stands still: no poll can be what finds it.
        A.Store(leader, "v");

        var lookup = await waiting.WaitAsync(Deadline, Token);
        Assert.Equal((CacheOutcome.FarHit, "v"), (lookup.Outcome, TextOf(lookup)));
    }

    [Fact]
    public async Task Lookup_LeaseEndsBeforeTheAnswerThatItIsHeldArrives_AsksAgainAtOnce()
    {
        var leader = A.Work();
        await A.LookupAsync(leader);
        B.Far.Reads.Shape = Breakage.AnswersLate;
        var announced = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        B.Far.LeaseEnded += _ => announced.TrySetResult();
        var waiting = B.LookupAsync(B.Work());
        await WaitForAsync(() => B.Far.Reads.Calls == 1, "it has asked");
        A.Store(leader, "v");
        await announced.Task.WaitAsync(Deadline, Token);

        // The clock stands still: no poll can be what finds it.
        B.Far.Reads.Shape = Breakage.None;
        B.Far.Reads.AnswerLate();

        var lookup = await waiting.WaitAsync(Deadline, Token);
        Assert.Equal((CacheOutcome.FarHit, "v"), (lookup.Outcome, TextOf(lookup)));
    }

    [Fact]
    public async Task Lookup_LeaseHeldElsewhereAndTheAnnouncementLost_Polls()
    {
        B.Far.LosesAnnouncements = true;
        var leader = A.Work();
        await A.LookupAsync(leader);
        var waiting = B.LookupAsync(B.Work());
        await WaitForAsync(() => B.Far.Reads.Calls == 1, "it waits");
        A.Store(leader, "v");
        await WaitForAsync(() => A.Far.Peek("k") is not null, "filled");

        await Clock.AdvanceUntilAsync(Step, () => waiting.IsCompleted, "it finds out");

        Assert.Equal("v", TextOf(await waiting));
    }

    [Fact]
    public async Task Lookup_WaiterDetachedMeanwhile_ReadsNoFarTier()
    {
        B.Far.LosesAnnouncements = true;
        var leader = A.Work();
        await A.LookupAsync(leader);
        var work = B.Work();
        var waiting = B.LookupAsync(work);
        await WaitForAsync(() => B.Far.Reads.Calls == 1, "it waits");
        B.Evictions.Follower.Use(new FollowedLog("next", B.Evictions.Log, IsLocal: false));
        A.Store(leader, "v");
        await WaitForAsync(() => A.Far.Peek("k") is not null, "filled");

        await Clock.AdvanceUntilAsync(Step, () => waiting.IsCompleted, "it gives up");

        Assert.Null((await waiting).Entry);
        Assert.False(B.Evictions.Follower.IsAttached);
    }

    [Fact]
    public async Task Lookup_LeaderDied_ExactlyOneTakesOverWhenTheLeaseEnds()
    {
        // A node that takes a lease and is gone: nobody renews it.
        await A.Far.ReadAsync("k", new FarReadRequest(new FarLease("dead", TimeSpan.FromSeconds(10)) { Horizon = A.View.Now.Horizon }, default), Token);
        var works = Enumerable.Range(0, 5).Select(_ => A.Work()).Concat(Enumerable.Range(0, 5).Select(_ => B.Work())).ToArray();
        var lookups = works.Select((work, i) => (i < 5 ? A : B).LookupAsync(work)).ToArray();
        Assert.All(lookups, static lookup => Assert.False(lookup.IsCompleted));

        await AdvanceUntilAsync(TimeSpan.FromMilliseconds(100), () => lookups.Any(static lookup => lookup.IsCompleted), "one takes over");
        var (first, index) = lookups.Select(static (lookup, i) => (lookup, i)).Single(static pair => pair.lookup.IsCompleted);
        Assert.Null((await first).Entry);
        (index < 5 ? A : B).Store(works[index], "v");
        await Clock.AdvanceUntilAsync(Step, () => lookups.All(static lookup => lookup.IsCompleted), "all are answered");
        Assert.Equal(9, (await Task.WhenAll(lookups)).Count(static lookup => TextOf(lookup) == "v"));
    }

    [Fact]
    public async Task Lookup_LeaseOfALogThatWasLost_HoldsNobodyUp()
    {
        var leader = A.Work();
        await A.LookupAsync(leader);
        Assert.True(A.Far.IsLeased("k"));
        await LoseTheLogAsync();

        var work = B.Work();
        var lookup = B.LookupAsync(work);

        await WaitForAsync(() => lookup.IsCompleted, "it computes without waiting");
        Assert.Equal(CacheOutcome.Miss, (await lookup).Outcome);
        var other = A.Work();
        await A.Evictions.Follower.CatchUpAsync();
        var waits = A.LookupAsync(other);
        A.Store(leader, "void");
        B.Store(work, "v");
        await Clock.AdvanceUntilAsync(Step, () => waits.IsCompleted, "the other node is answered");
        Assert.Equal("v", TextOf(await waits));
    }

    [Fact]
    public async Task Lookup_LogLostWhileANodeComputes_TheLeaseTakenOverIsNotTakenBack()
    {
        var late = NewNode();
        await late.Evictions.AttachAsync();
        await A.LookupAsync(A.Work());
        await LoseTheLogAsync();
        await B.LookupAsync(B.Work());

        // This node has yet to hear of the new log.
        var lookup = late.LookupAsync(late.Work());

        await Clock.AdvanceUntilAsync(Step, () => late.Far.Reads.Calls > 1, "it has asked again");
        Assert.False(lookup.IsCompleted);
    }

    // As a server does that is restarted empty. Node B hears of it first.
    private async Task LoseTheLogAsync()
    {
        Clock.Advance(Step);
        Log.Lose();
        await B.Evictions.Follower.CatchUpAsync();
    }

    [Fact]
    public async Task Renew_HandlerRunsLong_TheLeaseIsKeptUntilItIsDone()
    {
        var work = A.Work();
        await A.LookupAsync(work);

        await AdvanceAsync(TimeSpan.FromSeconds(35));

        Assert.True(A.Far.Renewals >= 9);
        Assert.True(A.Far.IsLeased("k"));
        A.Store(work, "v");
        await WaitForAsync(() => A.Far.Peek("k") is not null && !A.Far.IsLeased("k"), "filled and given back");
        var renewals = A.Far.Renewals;
        await AdvanceAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(renewals, A.Far.Renewals);
    }

    [Fact]
    public async Task Store_DetachedMeanwhile_TheLeaseIsGivenBack()
    {
        var work = A.Work();
        await A.LookupAsync(work);
        Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.False(A.Evictions.Follower.IsAttached);
        Assert.True(B.Far.IsLeased("k"));

        A.Store(work, "v");

        await WaitForAsync(() => !B.Far.IsLeased("k"), "the others wait for nothing");
        Assert.Null(A.Far.Peek("k"));
    }

    [Theory]
    [InlineData(Breakage.Faulted)]
    [InlineData(Breakage.Hangs)]
    public async Task Fail_TierOutOfReachForAMoment_TheLeaseIsGivenBackAfterwards(Breakage shape)
    {
        var work = A.Work();
        await A.LookupAsync(work);
        A.Far.Break(shape);
        var started = Clock.GetTimestamp();
        work.Computation?.Fail();
        await Clock.AdvanceUntilAsync(TimeSpan.FromMilliseconds(50), () => A.Counts["tasker.cache.far.failures"] > 0, "giving it back failed");
        Assert.True(B.Far.IsLeased("k"));

        A.Far.Break(Breakage.None);

        await Clock.AdvanceUntilAsync(TimeSpan.FromMilliseconds(50), () => !B.Far.IsLeased("k"), "it is given back");
        Assert.InRange(Clock.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Fail_TierOutOfReach_IsNotToldForLongerThanTheLeaseLasts()
    {
        var idle = Clock.ActiveTimers;
        var work = A.Work();
        await A.LookupAsync(work);
        A.Far.Break(Breakage.Faulted);

        // Four times a second, until the lease has ended by itself.
        var pause = TimeSpan.FromMilliseconds(250);
        var most = 1 + (int)(A.Settings.Current.Lease / pause);
        work.Computation?.Fail();
        for (var calls = 1; calls < most; calls++)
        {
            await WaitForAsync(() => A.Far.Leases.Calls == calls && Clock.ActiveTimers == idle + 1, $"call {calls} has failed");
            Clock.Advance(pause);
        }

        await WaitForAsync(() => A.Far.Leases.Calls == most && Clock.ActiveTimers == idle, "it is given up");

        // One lease opens no circuit, however often it could not be given back.
        Assert.Equal(CircuitState.Closed, A.Endpoint.State);
        await AdvanceAsync(TimeSpan.FromSeconds(15));
        Assert.Equal(most, A.Far.Leases.Calls);
    }

    // Another node must not wait for it for ever.
    [Fact]
    public async Task Renew_HandlerHangs_TheLeaseEnds()
    {
        await A.LookupAsync(A.Work());

        await AdvanceAsync(A.Settings.Current.MaxWait + A.Settings.Current.Lease);

        Assert.False(A.Far.IsLeased("k"));
        var renewals = A.Far.Renewals;
        await AdvanceAsync(A.Settings.Current.Lease);
        Assert.Equal(renewals, A.Far.Renewals);
    }

    // Its holder knows the new log by now, but began under the old one: what it computes is void.
    [Fact]
    public async Task Renew_LogLostWhileTheHandlerRuns_DoesNotMakeTheLeaseOneOfTheNewLog()
    {
        await A.LookupAsync(A.Work());
        await LoseTheLogAsync();
        await A.Evictions.Follower.CatchUpAsync();
        await AdvanceAsync(A.Settings.Current.Lease / 2);
        Assert.True(A.Far.Renewals > 0);

        var lookup = B.LookupAsync(B.Work());

        await WaitForAsync(() => lookup.IsCompleted, "it computes without waiting");
        Assert.Equal(CacheOutcome.Miss, (await lookup).Outcome);
    }

    [Fact]
    public async Task Refuse_OnOneNode_NobodyWaitsOnTheOthers()
    {
        var work = A.Work();
        await A.LookupAsync(work);
        work.Computation?.NotCacheable();
        await WaitForAsync(() => !A.Far.IsLeased("k"), "the lease is given back");

        var works = Enumerable.Range(0, 5).Select(_ => B.Work()).ToArray();
        foreach (var other in works)
        {
            Assert.Null((await B.LookupAsync(other).WaitAsync(Deadline, Token)).Entry);
            Assert.False(other.Leads);
        }

        Assert.Equal(1, B.Far.Reads.Calls);
        await AdvanceAsync(TimeSpan.FromSeconds(3));
        var later = B.Work();
        await B.LookupAsync(later);
        Assert.True(later.Leads);
    }

    [Fact]
    public async Task Refuse_VoidEntryInMemory_DoesNotKeepTheMarkOut()
    {
        await FillFromAsync(A, "v");
        await A.Evictions.EvictAsync("t");
        var work = A.Work();
        await A.LookupAsync(work);

        work.Computation?.NotCacheable();

        var next = A.Work();
        Assert.Null((await A.LookupAsync(next)).Entry);
        Assert.False(next.Leads);
    }

    [Fact]
    public async Task Store_OlderStampThanWhatIsThere_LeavesIt()
    {
        var old = A.Work();
        await A.LookupAsync(old);
        await A.Evictions.EvictAsync("other");
        await Clock.AdvanceUntilAsync(Step, () => A.View.Now.Horizon > old.Stamp.Horizon, "the horizon moved");
        A.Far.Flush();
        await B.Evictions.AttachAsync();
        await FillFromAsync(B, "new");
        var bytes = B.Far.Peek("k");
        await A.Evictions.AttachAsync();

        A.Store(old, "old");

        await WaitForAsync(() => A.Far.Fills.Calls == 1, "the fill");
        Assert.Equal(bytes, A.Far.Peek("k"));
    }

    [Fact]
    public async Task Store_TooMuchUnderWay_DropsTheFillAndCountsIt()
    {
        A.Settings.Use(A.Settings.Current with { MaxBytesInFlight = 3000 });
        A.Far.Fills.Shape = Breakage.AnswersLate;
        await A.GetAsync(new string('x', 2000), A.Work("first"));
        await WaitForAsync(() => A.Far.Fills.Calls == 1, "the first is under way");

        await A.GetAsync(new string('y', 2000), A.Work("second"));

        await WaitForAsync(() => !A.Far.IsLeased("second"), "its lease is given back");
        Assert.Equal(1, A.Counts["tasker.cache.far.dropped_fills"]);
        Assert.Null(A.Far.Peek("second"));
        A.Far.Fills.AnswerLate();
        A.Far.Fills.Shape = Breakage.None;
        var attempt = 0;
        await Eventually.Async(
            async _ =>
            {
                await A.GetAsync(new string('z', 2000), A.Work($"third {attempt++}"));
                return A.Far.Fills.Calls > 1;
            },
            Deadline, "the bytes are given back", Token);
    }

    [Fact]
    public async Task Lookup_Detached_FollowsTheRuleOfTheResource()
    {
        await FillFromAsync(A, "v");
        Clock.Advance(TimeSpan.FromSeconds(5));
        var reads = A.Far.Reads.Calls;

        Assert.Equal(CacheOutcome.NearHit, (await A.LookupAsync(A.Work())).Outcome);
        Assert.Equal(CacheOutcome.Detached, (await A.LookupAsync(A.Work(resource: "careful"))).Outcome);
        Assert.Null((await A.LookupAsync(A.Work("other"))).Entry);
        Assert.Equal(reads, A.Far.Reads.Calls);
    }

    [Fact]
    public async Task Lookup_StrictAndTheLogBroken_IsAMissThatLeavesNothing()
    {
        await A.GetAsync("v", A.Work(resource: "strict"));
        A.Evictions.Log.Reads.Shape = Breakage.Throws;

        var work = A.Work(resource: "strict");
        var lookup = await A.LookupAsync(work);

        Assert.Equal((CacheOutcome.Unverified, null), (lookup.Outcome, lookup.Entry));
        Assert.False(A.Store(work, "w"));
    }

    [Fact]
    public async Task Lookup_FarTierExchanged_GoesOnWithTheOther()
    {
        await FillFromAsync(A, "v");
        var next = new FakeFarTier(new FakeFarStore(Clock));

        A.Access.Use(next);
        await A.GetAsync("w", A.Work("other"));

        await WaitForAsync(() => next.Peek("other") is not null, "the next one is filled");
        Assert.Null(A.Far.Peek("other"));
    }

    [Fact]
    public async Task Store_LeaseWasGrantedByACallThatFailed_GivesItBack()
    {
        A.Far.Reads.Shape = Breakage.FaultsAfterEffect;
        var work = A.Work();
        Assert.Null((await A.LookupAsync(work)).Entry);
        Assert.True(A.Far.IsLeased("k"));

        Assert.True(A.Store(work, "v"));

        await WaitForAsync(() => !A.Far.IsLeased("k"), "the lease is given back");
    }

    [Fact]
    public async Task Lookup_LeaseIsGrantedAfterTheCallerHasGone_GivesItBack()
    {
        A.Far.Reads.Shape = Breakage.AnswersLate;
        var work = A.Work();
        var looking = A.LookupAsync(work);
        await Clock.AdvanceUntilAsync(Step, () => looking.IsCompleted, "the request goes on");
        A.Far.Leases.Shape = Breakage.FaultsLater;
        work.Computation?.Fail();
        await WaitForAsync(() => A.Far.Leases.Calls > 0, "the lease could not be given back");
        Assert.True(A.Far.IsLeased("k"));

        A.Far.Leases.Shape = Breakage.None;
        A.Far.Reads.AnswerLate();

        await WaitForAsync(() => !A.Far.IsLeased("k"), "the lease is given back");
    }

    [Fact]
    public async Task Lookup_LeaderFailsAndTheNextOneFindsAnEntry_GivesTheLeaseBack()
    {
        var leader = A.Work();
        Assert.Null((await A.LookupAsync(leader)).Entry);
        var waiting = A.LookupAsync(A.Work());
        await WaitForAsync(() => A.Engine.Waiting == 1, "the second request waits");

        // The lease has run out, and another node was quicker.
        A.Far.Flush();
        await FillFromAsync(B, "v");
        leader.Computation?.Fail();
        Assert.Equal("v", TextOf(await waiting));

        // Nothing goes on renewing it.
        var renewals = A.Far.Renewals;
        await AdvanceAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(renewals, A.Far.Renewals);
    }
}
