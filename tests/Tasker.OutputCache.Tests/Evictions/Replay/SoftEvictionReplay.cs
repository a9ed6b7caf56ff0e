using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.View;
using Tasker.OutputCache.Tests.Evictions.Model;
using Xunit;

namespace Tasker.OutputCache.Tests.Evictions.Replay;

/// <summary>The node of <see cref="SoftEvictionModel"/>: soft evictions from elsewhere and from here, entries computed here and copies.</summary>
internal sealed class SoftEvictionReplay : IReplay<SoftEvictionModel.State>
{
    private const string Generation = "g";

    private static readonly string Soft = ReservedTags.Soft(ReplayedNode.Tag);

    private readonly ReplayedNode _node = new();
    private EvictionPoint _computed = EvictionPoint.Unknown;
    private NearStamp _near;
    private long _far;

    public Task BeginAsync() => _node.ReadAsync(Generation, 0, 1);

    public async Task StepAsync(string label, SoftEvictionModel.State before, SoftEvictionModel.State after)
    {
        switch (label.Split(' ')[0])
        {
            case "stamp":
                _computed = _node.Now;
                break;
            case "store":
                _far = _computed.Horizon;
                _near = label.Contains("near", StringComparison.Ordinal) ? new NearStamp(_computed.Tick, _computed.Horizon, IsComputedHere: true) : _near;
                break;
            case "promote":
                _near = new NearStamp(_node.Now.Tick, _far, IsComputedHere: false);
                break;
            case "commit" when label.Contains("journal", StringComparison.Ordinal):
                _node.EvictLocally(Soft);
                break;
            case "append":
                _node.ApplyReply(new EvictionRecord(Generation, before.Head, after.Head, 0, [Soft]));
                break;
            case "readSince":
                await _node.ReadAsync(Generation, 0, after.Head, new EvictedTag(Soft, after.Soft));
                break;

            // What happens elsewhere.
            case "computed" or "commit":
                break;
            default:
                throw new InvalidOperationException($"The replay does not know the step '{label}'.");
        }
    }

    public void Check(SoftEvictionModel.State state, ICollection<string> said)
    {
        Assert.Equal(((long)state.Horizon, state.Held), (_node.Now.Horizon, _node.IsHeld));
        if (state.Near.Exists)
        {
            var isFresh = state.Near.IsComputedHere ? state.SoftTick <= state.Near.Tick : state.SoftSequence <= state.Near.Stamp && !state.Held;
            Assert.Equal(isFresh ? Verdict.Valid : Verdict.Stale, _node.Near(_near));
            said.Add($"near {isFresh}, computed here: {state.Near.IsComputedHere}");
        }

        if (state.Far.Exists)
        {
            var isFresh = state.SoftSequence <= state.Far.Stamp && !state.Held;
            Assert.Equal(isFresh ? Verdict.Valid : Verdict.Stale, _node.Far(Generation, _far));
            said.Add($"far {isFresh}");
        }
    }
}
