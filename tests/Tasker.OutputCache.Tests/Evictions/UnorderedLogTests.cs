using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.View;
using Xunit;

namespace Tasker.OutputCache.Tests.Evictions;

/// <summary>The view over a log whose evictions become known in another order than that of their sequences.</summary>
public sealed class UnorderedLogTests
{
    private readonly EvictionView _view = new();

    public UnorderedLogTests() => _view.CompleteCatchUp("g1", marker: 100, head: 100, place: "first");

    private Verdict Near(EvictionPoint stamp) => _view.JudgeNear(new NearStamp(stamp.Tick, stamp.Horizon, IsComputedHere: true), TagSlots.Of(_view, ["a"]));

    private Verdict Far(long horizon) => _view.JudgeFar("g1", horizon, TagSlots.Of(_view, ["a"]));

    [Fact]
    public void ApplyPage_BelowTheSequenceThatIsKnown_VoidsWhatWasComputedBefore()
    {
        _view.ApplyPage([new EvictedTag("a", 120)], isUnordered: true);
        var between = _view.Now;

        _view.ApplyPage([new EvictedTag("a", 110)], isUnordered: true);

        Assert.Equal(Verdict.Void, Near(between));
        Assert.Equal(Verdict.Void, Far(119));
        Assert.Equal(Verdict.Valid, Far(120));
    }

    // The control: where sequences are in order, a lower one is known already.
    [Fact]
    public void ApplyPage_OrderedBelowTheSequenceThatIsKnown_ChangesNothing()
    {
        _view.ApplyPage([new EvictedTag("a", 120)]);
        var between = _view.Now;

        _view.ApplyPage([new EvictedTag("a", 110)]);

        Assert.Equal(Verdict.Valid, Near(between));
    }

    [Fact]
    public void ApplyOwn_Unordered_KeepsWhatWasComputedSinceAndAsksForAReading()
    {
        _view.ApplyLocally(["a"], []);
        var since = _view.Now;

        var place = _view.ApplyOwn(new EvictionRecord("g1", EvictionRecord.Unordered, 130, Marker: 0, ["a"]));

        Assert.Equal(OwnRecord.Later, place);
        Assert.Equal(Verdict.Valid, Near(since));
        Assert.Equal(100, _view.Now.Horizon);
        Assert.Equal(Verdict.Void, Far(129));
    }

    [Fact]
    public void Cursor_AfterAReading_HasItsPlaceUntilAnotherGeneration()
    {
        Assert.Equal("first", _view.Cursor.Place);

        _view.CompleteCatchUp("g1", marker: 100, head: 110, place: "second");
        Assert.Equal("second", _view.Cursor.Place);

        _view.BeginGeneration();
        Assert.Null(_view.Cursor.Place);
    }

    // What pages before the last one say of the place is of a reading that is not complete.
    [Fact]
    public async Task CatchUp_SeveralPages_KeepsThePlaceOfTheLast()
    {
        var node = new EvictionNode();
        var pages = 0;
        node.Log.OnPage = page => page with { Place = $"page {++pages}" };
        await node.AttachAsync();

        Assert.Equal($"page {pages}", node.View.Cursor.Place);
    }
}
