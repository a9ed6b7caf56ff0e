using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.View;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Tests.Evictions.Replay;

/// <summary>A node of a model: the shipped view and follower, and what the model's entries carry.</summary>
internal sealed class ReplayedNode
{
    private const int Slots = 1 << 10;

    private static readonly DateTimeOffset Time = ManualClock.Start;
    private static readonly string[] Names = Apart();

    private readonly ModelLog _log = new();
    private readonly EvictionNode _node;
    private readonly TagSlots _slots;

    public ReplayedNode()
    {
        _node = new EvictionNode(new ManualClock(), _log, Slots);
        _slots = TagSlots.Of(View, [Tag]);
    }

    /// <summary>Gets the tag of the row.</summary>
    public static string Tag => Names[0];

    /// <summary>Gets a tag of something else.</summary>
    public static string Other => Names[1];

    public EvictionView View => _node.View;

    public EvictionPoint Now => View.Now;

    public bool IsHeld { get; private set; }

    // Hashes differ from process to process. By chance tags share a slot, which costs a miss: the model knows no such chance.
    private static string[] Apart()
    {
        var view = new EvictionView(Slots);
        var taken = new HashSet<int> { view.SlotOf(EvictedTag.Everything), view.SoftSlotOf(EvictedTag.Everything) };
        return [.. Enumerable.Range(0, Slots).Select(static i => $"row {i}").Where(name => !taken.Contains(view.SoftSlotOf(name)) && taken.Add(view.SlotOf(name)) && taken.Add(view.SoftSlotOf(name))).Take(2)];
    }

    /// <summary>Catches up with a log.</summary>
    public async Task ReadAsync(string generation, int marker, int head, params EvictedTag[] evictions)
    {
        _log.Page = new EvictionPage(generation, marker, head, Time, [.. evictions.Where(static eviction => eviction.Sequence > 0)], Continue: null);
        Assert.True(await _node.Follower.CatchUpAsync());
    }

    /// <summary>Evicts here, before the log has it.</summary>
    public void EvictLocally(string tag)
    {
        View.ApplyLocally([tag], IsHeld ? [] : [tag]);
        IsHeld = true;
    }

    /// <summary>Applies the reply to an append. That of another log does not end the hold.</summary>
    public void ApplyReply(EvictionRecord record)
    {
        if (View.ApplyOwn(record) != OwnRecord.Foreign)
        {
            Release(record.Tags[0]);
        }
    }

    public void Release(string tag)
    {
        if (IsHeld)
        {
            View.Release([tag]);
            IsHeld = false;
        }
    }

    /// <summary>Checks that a message which the model does not take changes nothing.</summary>
    public void AssertIgnores(EvictionRecord message)
    {
        var before = Now;

        View.ApplyMessage(message);

        Assert.Equal(before, Now);
    }

    public Verdict Near(NearStamp stamp) => View.JudgeNear(stamp, _slots);

    public Verdict Far(string generation, long horizon) => View.JudgeFar(generation, horizon, _slots);
}
