using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.View;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Fakes;
using Xunit;

namespace Tasker.OutputCache.Tests.Evictions;

/// <summary>One schedule over three nodes: what each holds in memory, what the far tier holds, and which version every read must show.</summary>
internal sealed class NodesRun
{
    private const string Tag = "row";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly ManualClock _clock = new();
    private readonly LosableEvictionLog _shared;
    private readonly EvictionNode[] _nodes;
    private readonly Held?[] _near = new Held?[3];
    private readonly List<(int Node, EvictionPoint Stamp, int Version)> _computing = [];
    private readonly List<(Task<EvictionResult> Task, int Version)> _evicting = [];
    private readonly List<(long At, int Version)> _completed = [];
    private readonly int[] _own = new int[3];
    private (EvictionPoint Stamp, int Version)? _far;
    private int _version;
    private int _required;

    public NodesRun()
    {
        _shared = new LosableEvictionLog(_clock, TimeSpan.FromSeconds(5), pageSize: 2);
        _nodes = [.. Enumerable.Range(0, 3).Select(_ => new EvictionNode(_clock, _shared, slots: 16))];
    }

    public int Served { get; private set; }

    public int Losses { get; private set; }

    public async Task RunAsync(int[] schedule)
    {
        foreach (var node in _nodes)
        {
            await node.AttachAsync();
        }

        foreach (var number in schedule)
        {
            await StepAsync(number % 16, number / 16 % 3, number / 48);
        }

        // Whatever happened: once everything works, what was journaled reaches everybody.
        foreach (var node in _nodes)
        {
            node.Log.Appends.Shape = node.Log.Reads.Shape = Breakage.None;
        }

        await _clock.AdvanceUntilAsync(TimeSpan.FromMilliseconds(50), () =>
        {
            _ = _nodes.Select(static node => node.Follower.CatchUpAsync()).ToArray();
            return _nodes.All(static node => node.Journal.Count == 0);
        }, "the journals are empty");
        _required = Math.Max(_required, _own.Max());
        for (var i = 0; i < 3; i++)
        {
            await ReadAsync(i, isStrict: true);
        }
    }

    private async Task StepAsync(int action, int i, int detail)
    {
        var node = _nodes[i];
        switch (action)
        {
            case 0 or 1:
                _version++;
                break;
            case 2:
                _own[i] = _version;
                _evicting.Add((node.EvictAsync(detail % 2 == 0 ? Tag : "other", Tag), _version));
                break;
            case 3 or 4 or 5:
                _computing.Add((i, node.View.Now, _version));
                break;
            case 6 or 7:
                Fill(detail);
                break;
            case 8 or 9:
                await ReadAsync(i, isStrict: true);
                break;
            case 10 or 11:
                await ReadAsync(i, isStrict: false);
                break;
            case 12:
                ExchangeMessages(node, detail);
                break;
            case 13:
                await EndAsync(node.Follower.CatchUpAsync());
                break;
            case 14:
                _clock.Advance(TimeSpan.FromMilliseconds(detail % 700));
                break;
            default:
                Break(node, detail);
                break;
        }

        NoteCompleted();
    }

    private void Fill(int detail)
    {
        if (_computing.Count == 0)
        {
            return;
        }

        var (i, stamp, version) = _computing[detail % _computing.Count];
        _computing.RemoveAt(detail % _computing.Count);
        var entry = new Held(new NearStamp(stamp.Tick, stamp.Horizon, IsComputedHere: true), version);
        if (_nodes[i].Near(stamp, Tag) != Verdict.Void)
        {
            _near[i] = entry;
        }

        if (_nodes[i].Far(stamp, Tag) != Verdict.Void && (_far is not { } held || held.Stamp.Horizon <= stamp.Horizon))
        {
            _far = (stamp, version);
        }
    }

    private async Task ReadAsync(int i, bool isStrict)
    {
        var node = _nodes[i];
        var required = Math.Max(isStrict ? _required : RequiredBefore(node.Settings.Current.StalenessBound), _own[i]);
        if (isStrict ? !await EndAsync(node.Follower.VerifyAsync(EvictionNode.Token).AsTask()) : !node.Follower.IsAttached)
        {
            return;
        }

        if (_near[i] is { } near && node.View.JudgeNear(near.Stamp, TagSlots.Of(node.View, [Tag])) == Verdict.Valid)
        {
            Served++;
            Assert.True(near.Version >= required, $"Node {i} shows version {near.Version} from memory, not {required} (strict: {isStrict}).");
            return;
        }

        var tick = node.View.Now.Tick;
        if (node.Follower.IsAttached && _far is { } far && node.Far(far.Stamp, Tag) == Verdict.Valid)
        {
            Served++;
            Assert.True(far.Version >= required, $"Node {i} shows version {far.Version} from the far tier, not {required} (strict: {isStrict}).");
            _near[i] = new Held(new NearStamp(tick, far.Stamp.Horizon, IsComputedHere: false), far.Version);
        }
    }

    private int RequiredBefore(TimeSpan bound) =>
        _completed.Where(done => _clock.GetElapsedTime(done.At) >= bound).Select(static done => done.Version).DefaultIfEmpty().Max();

    private static void ExchangeMessages(EvictionNode node, int detail)
    {
        var held = node.Log.Held.Count;
        if (held > 0 && detail % 2 == 0)
        {
            node.Log.Deliver(detail / 2 % held);
        }
        else
        {
            node.Log.Messages = (MessageFlow)(detail / 2 % 4);
        }
    }

    private void Break(EvictionNode node, int detail)
    {
        switch (detail % 8)
        {
            case 0:
                Losses++;
                _shared.Lose();
                break;
            case 1:
                node.Log.Appends.Shape = Breakage.Throws;
                break;
            case 2:
                node.Log.Appends.Shape = Breakage.FaultsAfterEffect;
                break;
            case 3:
                node.Log.Reads.Shape = Breakage.Hangs;
                break;
            case 4:
                node.Log.Reads.Shape = Breakage.Faulted;
                break;
            default:
                node.Log.Appends.Shape = node.Log.Reads.Shape = Breakage.None;
                break;
        }
    }

    private void NoteCompleted()
    {
        foreach (var (task, version) in _evicting.Where(static eviction => eviction.Task.IsCompleted).ToArray())
        {
            _evicting.Remove((task, version));
            if (task.Result == EvictionResult.Confirmed)
            {
                _required = Math.Max(_required, version);
                _completed.Add((_clock.GetTimestamp(), version));
            }
        }
    }

    private async Task<bool> EndAsync(Task<bool> task)
    {
        // What hangs is given up by the clock, which must not move before something waits for it.
        await Eventually.Async(() => task.IsCompleted || _clock.ActiveTimers > 0, Deadline, "the log answers or is waited for", EvictionNode.Token);
        await _clock.AdvanceUntilAsync(TimeSpan.FromMilliseconds(50), () => task.IsCompleted, "the log answers or is given up");
        return await task;
    }

    private sealed record Held(NearStamp Stamp, int Version);
}
