using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.View;
using Tasker.OutputCache.Tests.Evictions.Model;
using Xunit;

namespace Tasker.OutputCache.Tests.Evictions.Replay;

/// <summary>Node B of <see cref="NearFloorModel"/>: fills, evictions by messages and readings, a marker that rises, and a new process.</summary>
internal sealed class NearFloorReplay : IReplay<NearFloorModel.State>
{
    private const string Generation = "g";

    private ReplayedNode _node = new();
    private EvictionPoint _computed = EvictionPoint.Unknown;
    private NearStamp _near;
    private long _far;

    public Task BeginAsync() => _node.ReadAsync(Generation, 1, 1);

    public async Task StepAsync(string label, NearFloorModel.State before, NearFloorModel.State after)
    {
        switch (label.Split(' ', '@')[0])
        {
            case "stamp":
                _computed = _node.Now;
                break;
            case "store":
                _near = new NearStamp(_computed.Tick, _computed.Horizon, IsComputedHere: true);
                _far = _computed.Horizon;
                break;
            case "promote":
                _near = new NearStamp(_node.Now.Tick, _far, IsComputedHere: false);
                break;
            case "deliver":
                Assert.True(_node.View.ApplyMessage(MessageOf(before)));
                break;
            case "readSince":
                await _node.ReadAsync(Generation, after.Log.Marker, after.Log.Head, new EvictedTag(ReplayedNode.Tag, after.Log.Tag), new EvictedTag(ReplayedNode.Other, after.Log.Other));
                break;
            case "B":
                _node = new ReplayedNode();
                break;

            // What happens elsewhere.
            case "computed" or "commit" or "append" or "trim":
                break;
            default:
                throw new InvalidOperationException($"The replay does not know the step '{label}'.");
        }
    }

    private static EvictionRecord MessageOf(in NearFloorModel.State state) => new(
        Generation, state.Message.Before, state.Message.Sequence, state.Message.Marker, [state.Message.IsTag ? ReplayedNode.Tag : ReplayedNode.Other]);

    public void Check(NearFloorModel.State state, ICollection<string> said)
    {
        var view = state.View;
        Assert.Equal(view.Knows, _node.Now.IsKnown);
        if (view.Knows)
        {
            Assert.Equal(((long)view.Horizon, (long)view.Marker), (_node.Now.Horizon, _node.Now.Marker));
        }

        if (state.Near.Exists)
        {
            var isValid = view.TagTick <= state.Near.Tick && view.FloorTick <= state.Near.Tick;
            Assert.Equal(isValid ? Verdict.Valid : Verdict.Void, _node.Near(_near));
            said.Add($"near {isValid}");
        }

        if (state.Far.Exists)
        {
            var isValid = view.Knows && view.TagSequence <= state.Far.Stamp && state.Far.Stamp >= view.Marker;
            Assert.Equal(isValid ? Verdict.Valid : Verdict.Void, _node.Far(Generation, _far));
            said.Add($"far {isValid}");
        }

        if (state.Message.Sequence > 0 && !(view.Knows && state.Message.Before == view.Horizon))
        {
            _node.AssertIgnores(MessageOf(state));
            said.Add("message ignored");
        }
    }
}
