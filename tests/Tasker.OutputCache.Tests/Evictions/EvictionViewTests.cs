using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.View;
using Xunit;

namespace Tasker.OutputCache.Tests.Evictions;

public sealed class EvictionViewTests
{
    private readonly EvictionView _view = new();

    public EvictionViewTests() => _view.CompleteCatchUp("g1", marker: 100, head: 100);

    private Verdict Near(EvictionPoint stamp, params string[] tags) =>
        _view.JudgeNear(new NearStamp(stamp.Tick, stamp.Horizon, IsComputedHere: true), TagSlots.Of(_view, tags));

    private Verdict Copy(EvictionPoint checkedAt, long horizon, params string[] tags) =>
        _view.JudgeNear(new NearStamp(checkedAt.Tick, horizon, IsComputedHere: false), TagSlots.Of(_view, tags));

    private Verdict Far(long horizon, params string[] tags) => _view.JudgeFar("g1", horizon, TagSlots.Of(_view, tags));

    private bool Hear(long before, long sequence, string[] tags, string generation = "g1", long marker = 100) =>
        _view.ApplyMessage(new EvictionRecord(generation, before, sequence, marker, tags));

    [Theory]
    [InlineData(1)]
    [InlineData(254)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(3000)]
    public void SoftSlotOf_TagOfAnyLength_IsTheSlotOfTheSoftTag(int length)
    {
        var tag = new string('é', length);

        Assert.Equal(_view.SlotOf(ReservedTags.Soft(tag)), _view.SoftSlotOf(tag));
    }

    [Fact]
    public void ApplyMessage_NextRecord_VoidsWhatWasComputedBefore()
    {
        var before = _view.Now;

        Assert.True(Hear(100, 110, ["a"]));

        Assert.Equal(110, _view.Now.Horizon);
        Assert.Equal(Verdict.Void, Near(before, "a"));
        Assert.Equal(Verdict.Valid, Near(_view.Now, "a"));
        Assert.Equal(Verdict.Valid, Near(before, "b"));
        Assert.Equal(Verdict.Void, Far(109, "a"));
        Assert.Equal(Verdict.Valid, Far(110, "a"));
    }

    [Fact]
    public void Seen_OfAnotherGenerationMore_SaysNothingOfThisOne()
    {
        Assert.Equal(("g1", 100L), _view.Seen);

        // Another log, whose sequences are below those of the first: what this node knows of that is no sign that it was set back.
        _view.BeginGeneration();
        Assert.Equal((null, 100L), _view.Seen);
        Assert.Equal(new EvictionCursor(null, 100, 100), _view.Cursor);
        _view.CompleteCatchUp("g2", marker: 5, head: 10);

        Assert.Equal((null, 100L), _view.Seen);
        Assert.Equal(new EvictionCursor("g2", 10, 10), _view.Cursor);
        _view.ApplyOwn(new EvictionRecord("g1", 100, 120, 100, ["a"]));
        Assert.Equal(new EvictionCursor("g2", 10, 10), _view.Cursor);
        Assert.True(Hear(10, 150, ["a"], "g2", marker: 5));
        Assert.Equal(("g2", 150L), _view.Seen);
    }

    [Fact]
    public void ApplyMessage_OverAGap_IsNotApplied()
    {
        Assert.False(Hear(105, 110, ["a"]));

        Assert.Equal(100, _view.Now.Horizon);
        Assert.Equal(Verdict.Valid, Far(100, "a"));
    }

    [Fact]
    public void ApplyMessage_OfAnotherGeneration_IsNotApplied()
    {
        Assert.False(Hear(100, 110, ["a"], "g2"));

        Assert.Equal(100, _view.Now.Horizon);
        Assert.Equal("g1", _view.Now.Generation);
    }

    [Fact]
    public void ApplyMessage_Twice_TakesNothingThatWasComputedInBetween()
    {
        Hear(100, 110, ["a"]);
        var between = _view.Now;

        Assert.True(Hear(100, 110, ["a"]));

        Assert.Equal(Verdict.Valid, Near(between, "a"));
    }

    [Fact]
    public void JudgeFar_BelowTheMarkerOrOfAnotherGeneration_IsVoid()
    {
        Assert.Equal(Verdict.Void, Far(99, "a"));
        Assert.Equal(Verdict.Void, _view.JudgeFar("g2", 500, TagSlots.Of(_view, [])));
        Assert.Equal(Verdict.Void, new EvictionView(16).JudgeFar("", 500, TagSlots.Of(_view, [])));
    }

    [Fact]
    public void CompleteCatchUp_MarkerBelowTheHorizon_LeavesNear()
    {
        Hear(100, 200, ["x"]);
        var stamp = _view.Now;

        _view.CompleteCatchUp("g1", marker: 150, head: 200);

        Assert.Equal(Verdict.Valid, Near(stamp, "a"));
        Assert.Equal(Verdict.Void, Far(149, "a"));
        Assert.Equal(Verdict.Valid, Far(150, "a"));
    }

    [Fact]
    public void CompleteCatchUp_MarkerAboveTheHorizonButNotTheNewHead_VoidsNear()
    {
        var stamp = _view.Now;

        _view.CompleteCatchUp("g1", marker: 150, head: 200);

        Assert.Equal(Verdict.Void, Near(stamp, "a"));
    }

    [Fact]
    public void CompleteCatchUp_GenerationWithALowerHead_SetsTheHorizonDown()
    {
        Hear(100, 900, ["a"]);
        var old = _view.Now;

        _view.BeginGeneration();
        Assert.Equal(Verdict.Void, _view.JudgeFar("g1", 900, TagSlots.Of(_view, ["b"])));
        Assert.False(_view.ApplyMessage(new EvictionRecord("g1", 900, 901, 100, ["b"])));
        _view.CompleteCatchUp("g2", marker: 300, head: 300);

        Assert.Equal(300, _view.Now.Horizon);
        Assert.Equal(Verdict.Void, Near(old, "b"));
        Assert.Equal(Verdict.Valid, _view.JudgeFar("g2", 300, TagSlots.Of(_view, ["a"])));
        Assert.True(Hear(300, 310, ["a"], "g2", marker: 300));
        Assert.Equal(Verdict.Void, _view.JudgeFar("g2", 309, TagSlots.Of(_view, ["a"])));
        Assert.Equal(900, _view.Known);
    }

    [Fact]
    public void ApplyPage_BeforeTheLast_MovesNoHorizon()
    {
        _view.ApplyPage([new EvictedTag("a", 110)]);

        Assert.Equal(100, _view.Now.Horizon);
        Assert.Equal(Verdict.Void, Far(109, "a"));
        _view.CompleteCatchUp("g1", 100, 120);
        Assert.Equal(120, _view.Now.Horizon);
    }

    [Fact]
    public void ApplyOwn_OfAForeignGeneration_IsNeitherAppliedNorAdopted()
    {
        _view.ApplyLocally(["a"], ["a"]);

        Assert.Equal(OwnRecord.Foreign, _view.ApplyOwn(new EvictionRecord("g2", 100, 700, 100, ["a"])));

        Assert.Equal("g1", _view.Now.Generation);
        Assert.Equal(100, _view.Now.Horizon);
        Assert.Equal(700, _view.Known);
        Assert.Equal(Verdict.Void, Far(long.MaxValue - 1, "a"));
    }

    [Fact]
    public void ApplyOwn_AfterOthers_LeavesTheHorizon()
    {
        Assert.Equal(OwnRecord.Later, _view.ApplyOwn(new EvictionRecord("g1", 105, 110, 100, ["a"])));

        Assert.Equal(100, _view.Now.Horizon);
        Assert.Equal(Verdict.Void, Far(109, "a"));
    }

    [Fact]
    public void ApplyOwn_AfterAnEvictionOfTheSameTagElsewhere_VoidsWhatWasComputedInBetween()
    {
        // The log is compacted: what it holds of the tag from now on is the record of this node.
        _view.ApplyLocally(["a"], ["a"]);
        var between = _view.Now;

        _view.ApplyOwn(new EvictionRecord("g1", 105, 110, 100, ["a"]));
        _view.Release(["a"]);
        _view.ApplyPage([new EvictedTag("a", 110)]);
        _view.CompleteCatchUp("g1", 100, 110);

        Assert.Equal(Verdict.Void, Near(between, "a"));
    }

    [Fact]
    public void ApplyOwn_OfWhatIsInForceHere_TakesNothingThatWasComputedInBetween()
    {
        var before = _view.Now;
        _view.ApplyLocally(["a"], ["a"]);
        var between = _view.Now;

        Assert.Equal(OwnRecord.Next, _view.ApplyOwn(new EvictionRecord("g1", 100, 110, 100, ["a"])));
        _view.Release(["a"]);

        Assert.Equal(Verdict.Void, Near(before, "a"));
        Assert.Equal(Verdict.Valid, Near(between, "a"));
        Assert.Equal(Verdict.Void, Far(109, "a"));
        Assert.Equal(Verdict.Valid, Far(110, "a"));
    }

    [Fact]
    public void Release_OfOneOfTwoHolds_KeepsTheOther()
    {
        _view.ApplyLocally(["a"], ["a"]);
        _view.ApplyLocally(["a"], ["a"]);
        _view.ApplyOwn(new EvictionRecord("g1", 100, 110, 100, ["a"]));

        _view.Release(["a"]);
        Assert.Equal(Verdict.Void, Far(500, "a"));

        _view.Release(["a"]);
        Assert.Equal(Verdict.Valid, Far(500, "a"));
        Assert.Equal(Verdict.Void, Far(109, "a"));
    }

    [Fact]
    public void BeginGeneration_WhileHeld_KeepsTheHold()
    {
        _view.ApplyLocally(["a"], ["a"]);

        _view.BeginGeneration();
        _view.CompleteCatchUp("g2", 50, 60);

        Assert.Equal(Verdict.Void, _view.JudgeFar("g2", 60, TagSlots.Of(_view, ["a"])));
        _view.Release(["a"]);
        Assert.Equal(Verdict.Valid, _view.JudgeFar("g2", 60, TagSlots.Of(_view, ["a"])));
    }

    [Fact]
    public void JudgeNear_SoftEvictionWhileJournaled_IsStaleForCopiesToo()
    {
        var stamp = _view.Now;
        var soft = ReservedTags.Soft("a");
        _view.ApplyLocally([soft], [soft]);

        Assert.Equal(Verdict.Stale, Near(stamp, "a"));
        Assert.Equal(Verdict.Valid, Near(_view.Now, "a"));
        Assert.Equal(Verdict.Stale, Copy(_view.Now, 100, "a"));
        Assert.Equal(Verdict.Stale, Far(100, "a"));
    }

    // Until then no soft slot is looked at. A verdict is kept for as long as the tick stands, and with one slot the later sequence is there already.
    [Fact]
    public void ApplyPage_FirstSoftEvictionInTheSlotOfALaterOne_MovesTheTick()
    {
        var view = new EvictionView(slots: 1);
        view.CompleteCatchUp("generation", 0, 100);
        view.ApplyPage([new EvictedTag("other", 120)]);
        var before = view.Now.Tick;

        view.ApplyPage([new EvictedTag(ReservedTags.Soft("a"), 110)]);

        Assert.True(view.Now.Tick > before, "What was judged before has to be judged again.");
    }

    [Fact]
    public void JudgeNear_CopyOfWhatWasComputedBeforeASoftEviction_IsStaleByItsStamp()
    {
        Hear(100, 110, [ReservedTags.Soft("a")]);

        Assert.Equal(Verdict.Stale, Copy(_view.Now, 105, "a"));
        Assert.Equal(Verdict.Valid, Copy(_view.Now, 110, "a"));
    }

    [Fact]
    public void JudgeNear_EverythingEvicted_IsVoidWhateverItsTags()
    {
        var stamp = _view.Now;

        Hear(100, 110, [ReservedTags.Everything]);

        Assert.Equal(Verdict.Void, Near(stamp));
        Assert.Equal(Verdict.Void, Far(109, "z"));
    }

    [Fact]
    public void Judge_TwoTagsInOneSlot_CostsAMissAndNothingElse()
    {
        // Two slots for a hundred tags: whatever is evicted is void, whatever is valid was not evicted.
        var view = new EvictionView(2);
        view.CompleteCatchUp("g1", 1, 1);
        var stamp = view.Now;
        view.ApplyMessage(new EvictionRecord("g1", 1, 2, 1, ["tag 0"]));
        view.ApplyLocally(["tag 1"], ["tag 1"]);
        view.ApplyLocally(["tag 2"], ["tag 2"]);

        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(Verdict.Void, view.JudgeNear(new NearStamp(stamp.Tick, 1, true), TagSlots.Of(view, [$"tag {i}"]))));
        view.Release(["tag 1"]);
        Assert.Equal(Verdict.Void, view.JudgeFar("g1", 2, TagSlots.Of(view, ["tag 2"])));
        view.Release(["tag 2"]);
        Assert.Equal(Verdict.Valid, view.JudgeFar("g1", 2, TagSlots.Of(view, ["tag 1"])));
        Assert.Equal(Verdict.Valid, view.JudgeNear(new NearStamp(view.Now.Tick, 2, true), TagSlots.Of(view, ["tag 2"])));
    }
}
