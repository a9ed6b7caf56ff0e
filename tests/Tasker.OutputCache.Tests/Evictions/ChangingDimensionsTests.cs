using Tasker.Caching;
using Tasker.Caching.Backends.Memory;
using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.View;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Fakes;
using Xunit;

namespace Tasker.OutputCache.Tests.Evictions;

/// <summary>A resource gains dimensions while the process runs.</summary>
public class ChangingDimensionsTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);
    private static readonly CacheTag Orders = CacheTag.For("orders");
    private readonly ResourceTags _tags = new();
    private readonly EvictionNode _node;

    public ChangingDimensionsTests()
    {
        var clock = new ManualClock();
        _node = new EvictionNode(clock, new InMemoryEvictionLog(clock, TimeSpan.FromHours(2)), tags: _tags);
        _node.AttachAsync().GetAwaiter().GetResult();
    }

    [Fact]
    public async Task Judge_NearEntryFromBeforeTheGain_IsVoid()
    {
        Declare("id");
        var stamp = _node.View.Now;
        var entry = Carry(Orders.With("id", "7"));
        var copy = TagSlots.Of(_node.View, _node.View.Complete(entry));

        Declare("customer");
        await _node.EvictAsync("orders|customer=ann,id=7");

        Assert.Equal(Verdict.Void, _node.View.JudgeNear(new NearStamp(stamp.Tick, stamp.Horizon, IsComputedHere: true), copy));
    }

    [Fact]
    public async Task Judge_NearEntryThatIsStoredAfterTheGain_IsVoidOrCoarse()
    {
        Declare("id");
        var entry = Carry(Orders.With("id", "7"));

        Declare("customer");
        var stamp = _node.View.Now;
        var slots = TagSlots.Of(_node.View, _node.View.Complete(entry));
        Assert.Equal(Verdict.Valid, _node.View.JudgeNear(new NearStamp(stamp.Tick, stamp.Horizon, IsComputedHere: true), slots));
        await _node.EvictAsync("orders|customer=ann,id=7");

        Assert.Equal(Verdict.Void, _node.View.JudgeNear(new NearStamp(stamp.Tick, stamp.Horizon, IsComputedHere: true), slots));
    }

    [Fact]
    public async Task Judge_FarEntryOfTheNewDimensions_KnowsWhatWasEvictedByTheOldOnes()
    {
        Declare("id");
        var stamp = _node.View.Now;
        await _node.EvictAsync("orders|customer=ann,id=7");

        Declare("customer");

        Assert.Equal(Verdict.Void, Far(stamp, Orders.With("id", "7").With("customer", "bob")));
        Assert.Equal(Verdict.Valid, Far(stamp, Orders.With("id", "8").With("customer", "ann")));
    }

    [Fact]
    public async Task Release_AfterAGain_GivesBackWhatWasHeld()
    {
        Declare("id");
        var stamp = _node.View.Now;
        _node.Log.Appends.Shape = Breakage.Hangs;
        var first = _node.EvictAsync("orders|customer=ann,id=7");
        Declare("customer");
        Assert.Equal(Verdict.Void, Far(stamp, Orders.With("id", "7").With("customer", "ann")));

        // Once more, now by the new dimensions, while the first hold goes on.
        var second = _node.EvictAsync("orders|customer=ann,id=7");
        await _node.Clock.AdvanceUntilAsync(Step, () => first.IsCompleted && second.IsCompleted, "both calls return");
        Assert.Equal(Verdict.Void, Far(_node.View.Now, Orders.With("id", "7").With("customer", "ann")));
        Assert.Equal(Verdict.Valid, Far(_node.View.Now, Orders.With("id", "7").With("customer", "bob")));
        _node.Log.Appends.Shape = Breakage.None;
        await _node.Clock.AdvanceUntilAsync(Step, () => _node.Journal.Count == 0, "the journal is empty");
        await _node.AttachAsync();

        var later = _node.View.Now;
        Assert.Equal(Verdict.Void, Far(stamp, Orders.With("id", "7").With("customer", "ann")));
        Assert.Equal(Verdict.Valid, Far(later, Orders.With("id", "7").With("customer", "ann")));
        Assert.Equal(Verdict.Valid, Far(later, Orders.With("id", "8")));
    }

    [Fact]
    public async Task Carry_ResourceThatNothingDeclares_LearnsItsDimensionsAndKeepsWhatIsStored()
    {
        var stamp = _node.View.Now;
        var ann = Carry(Orders.With("owner", "ann"));
        var bob = Carry(Orders.With("owner", "bob"));
        await _node.EvictAsync("orders|owner=ann");

        Assert.Equal(Verdict.Void, Near(stamp, ann));
        Assert.Equal(Verdict.Valid, Near(stamp, bob));
    }

    [Fact]
    public async Task Carry_PlainFirstAndThenWithADimension_TakesBoth()
    {
        var stamp = _node.View.Now;
        var plain = Carry(Orders);
        var copy = TagSlots.Of(_node.View, _node.View.Complete(plain));
        Carry(Orders.With("owner", "ann"));
        await _node.EvictAsync("orders|owner=ann");

        Assert.Equal(Verdict.Void, _node.View.JudgeNear(new NearStamp(stamp.Tick, stamp.Horizon, IsComputedHere: true), copy));
    }

    [Fact]
    public async Task Soft_OfADimensionThatIsNotKnownHere_MakesAllOfItStale()
    {
        Declare("id");
        var stamp = _node.View.Now;
        await _node.EvictAsync("~orders|customer=ann");

        Assert.Equal(Verdict.Stale, Far(stamp, Orders.With("id", "7")));
        Assert.Equal(Verdict.Stale, Near(stamp, Carry(Orders.With("id", "7"))));
    }

    private void Declare(string dimension) => Assert.True(_tags.Get("orders").TryAdd([dimension], "a test", out _));

    private EntryTags Carry(CacheTag tag)
    {
        var carried = new EntryTagsBuilder();
        _tags.AddCarried(tag, carried);
        return carried.Build();
    }

    private Verdict Near(EvictionPoint stamp, EntryTags tags) =>
        _node.View.JudgeNear(new NearStamp(stamp.Tick, stamp.Horizon, IsComputedHere: true), TagSlots.Of(_node.View, _node.View.Complete(tags)));

    private Verdict Far(EvictionPoint stamp, CacheTag tag) =>
        _node.View.JudgeFar(stamp.Generation, stamp.Horizon, TagSlots.Of(_node.View, _node.View.Complete(Carry(tag))));
}
