using System.Globalization;
using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.View;
using Tasker.OutputCache.Tests.Evictions.Model;
using Xunit;

namespace Tasker.OutputCache.Tests.Evictions.Replay;

/// <summary>Both nodes of <see cref="GenerationModel"/>: own evictions and their replies, also of a log that is gone, holds, and a log of another generation.</summary>
internal sealed class GenerationReplay : IReplay<GenerationModel.State>
{
    private readonly ReplayedNode[] _nodes = [new(), new()];
    private readonly EvictionPoint[] _computed = [EvictionPoint.Unknown, EvictionPoint.Unknown];
    private readonly NearStamp[] _near = new NearStamp[2];
    private (string Generation, long Horizon) _far = (string.Empty, 0);

    public async Task BeginAsync()
    {
        await _nodes[0].ReadAsync("1", 1, 5);
        await _nodes[1].ReadAsync("1", 1, 3);
    }

    public async Task StepAsync(string label, GenerationModel.State before, GenerationModel.State after)
    {
        var i = label.EndsWith("@B", StringComparison.Ordinal) ? 1 : 0;
        var node = _nodes[i];
        switch (label.Split(' ', '@')[0])
        {
            case "stamp":
                _computed[i] = node.Now;
                break;
            case "store":
                Store(i);
                break;
            case "promote":
                _near[i] = new NearStamp(node.Now.Tick, _far.Horizon, IsComputedHere: false);
                break;
            case "commit":
                node.EvictLocally(ReplayedNode.Tag);
                break;
            case "reply":
                node.ApplyReply(RecordOf(before.Nodes[i].Reply));
                break;
            case "deliver":
                Assert.True(node.View.ApplyMessage(RecordOf(before.Message)));
                break;
            case "readSince":
                var log = after.Log;
                await node.ReadAsync(Text(log.Generation), log.Marker, log.Head, new EvictedTag(ReplayedNode.Tag, log.Tag), new EvictedTag(ReplayedNode.Other, log.Other));
                if (before.Nodes[i].Eviction == GenerationModel.EvictPhase.Idle)
                {
                    node.Release(ReplayedNode.Tag);
                }

                break;

            // What happens elsewhere.
            case "computed" or "append" or "server" or "clock":
                break;
            default:
                throw new InvalidOperationException($"The replay does not know the step '{label}'.");
        }
    }

    private void Store(int i)
    {
        var stamp = new NearStamp(_computed[i].Tick, _computed[i].Horizon, IsComputedHere: true);
        if (_nodes[i].Near(stamp) == Verdict.Valid)
        {
            _near[i] = stamp;
        }

        _far = (_computed[i].Generation, _computed[i].Horizon);
    }

    private static EvictionRecord RecordOf(GenerationModel.Reply reply) => new(Text(reply.Generation), reply.Before, reply.Sequence, reply.Marker, [ReplayedNode.Tag]);

    private static string Text(int generation) => generation.ToString(CultureInfo.InvariantCulture);

    public void Check(GenerationModel.State state, ICollection<string> said)
    {
        for (var i = 0; i < 2; i++)
        {
            var (view, node) = (state.Nodes[i], _nodes[i]);
            Assert.Equal((Text(view.Generation), (long)view.Horizon, (long)view.Marker, view.Held), (node.Now.Generation, node.Now.Horizon, node.Now.Marker, node.IsHeld));
            if (view.Near.Exists)
            {
                var isValid = view.TagTick <= view.Near.Tick && view.FloorTick <= view.Near.Tick;
                Assert.Equal(isValid ? Verdict.Valid : Verdict.Void, node.Near(_near[i]));
                said.Add($"near {isValid}");
            }

            if (state.Far.Exists)
            {
                var isValid = state.Far.Generation == view.Generation && state.Far.Stamp >= view.Marker && view.TagSequence <= state.Far.Stamp && !view.Held;
                Assert.Equal(isValid ? Verdict.Valid : Verdict.Void, node.Far(_far.Generation, _far.Horizon));
                said.Add($"far {isValid}");
            }

            if (state.Message.Sequence > 0 && (state.Message.Before != view.Horizon || state.Message.Generation != view.Generation))
            {
                node.AssertIgnores(RecordOf(state.Message));
                said.Add("message ignored");
            }
        }
    }
}
