using System.Globalization;
using Tasker.Caching.Simulation.Faults;
using Tasker.Caching.Simulation.Judging;
using Tasker.Caching.Simulation.Network;
using Tasker.Caching.Simulation.Nodes;
using Tasker.Caching.Simulation.Scheduling;
using Tasker.Caching.Simulation.World;

namespace Tasker.Caching.Simulation.Running;

/// <summary>One run of a plan.</summary>
internal sealed partial class Run
{
    // An eviction or a fault is near for this long.
    private static readonly long Near = TimeSpan.FromMilliseconds(10).Ticks;

    private readonly Plan _plan;
    private readonly Simulator _simulator;
    private readonly SimModel _model;
    private readonly SimSettings _settings;
    private readonly SimCluster _cluster;
    private readonly SimNode[] _nodes;
    private readonly Oracle _oracle;
    private readonly RunCounts _counts = new() { Runs = 1 };
    private readonly Dictionary<int, (SimNode Node, SimKey Key)> _open = [];
    private readonly long _bound;
    private readonly long _recovery;
    private int _reads;
    private long _troubleAt = -Near;
    private long _healthyFrom;
    private long _setBack;
    private string? _violation;
    private string? _kind;

    private Run(Plan plan, bool reads)
    {
        _plan = plan;
        _simulator = new Simulator(plan.Seed);
        if (reads)
        {
            _simulator.Trace.Read();
        }

        _model = new SimModel(SimRandom.For(plan.Seed, "model"));
        _settings = new SimSettings(SimRandom.For(plan.Seed, "settings"));
        _bound = _settings.StalenessBound.Ticks;

        // Until then every node is connected again, and has read the log.
        _recovery = (2 * _bound) + TimeSpan.FromSeconds(5).Ticks;
        _oracle = new Oracle(_bound, _settings.Retention.Ticks, AllowanceOf(plan, _settings));
        _cluster = new SimCluster(_simulator);
        _nodes = new SimNode[plan.Nodes];
        for (var i = 0; i < plan.Nodes; i++)
        {
            StartNode(i);
        }
    }

    /// <summary>Does what a plan says.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="reads">Whether the trace is kept as lines.</param>
    public static RunResult Of(Plan plan, bool reads = false)
    {
        var run = new Run(plan, reads);
        try
        {
            run.Execute();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            run._violation ??= exception.ToString();
            run._kind ??= "failed";
        }
        finally
        {
            run._simulator.End();
        }

        run._counts.Ticks = run._simulator.Now;
        run._counts.Steps = run._simulator.Steps;
        return new RunResult(plan, run._counts, run._simulator.Trace.Hash, run._violation, run._kind, run._simulator.Trace.Lines);
    }

    // Ages go by the server's time, which a node reckons from its own: where one of them jumps or stands still, an age may be wrong by as much.
    private static long? AllowanceOf(Plan plan, SimSettings settings)
    {
        var isTimed = plan.Faults.All(static fault => fault.Kind is not (FaultKind.NodeClockJumps or FaultKind.ServerClockJumps or FaultKind.NodePauses));
        return isTimed ? ((2 * settings.OperationTimeout) + TimeSpan.FromSeconds(0.5)).Ticks : null;
    }

    // What no node gives back any more, and what a server has forgotten the end of.
    private static bool LeavesLeases(FaultKind kind) => kind is FaultKind.NodeCrashes or FaultKind.NodePauses or FaultKind.FailoverLosesWrites or FaultKind.ServerClockJumps;

    private void StartNode(int id)
    {
        var random = SimRandom.For(_plan.Seed, "node", (id * 1000L) + _reads);
        _nodes[id] = new SimNode(id, _simulator, _cluster, _model, _settings, _model.HasOldBuild && id % 2 == 1, random);
        _nodes[id].Start();
        Tell(id, "starts");
    }

    private void Tell(int node, string line)
    {
        if (_simulator.Trace.IsRead)
        {
            _simulator.Trace.Write(node, line);
        }
    }

    private void Violate(string kind, int node, string what)
    {
        Tell(node, $"*** {what}");
        _kind ??= kind;
        _violation ??= string.Create(CultureInfo.InvariantCulture, $"at {_simulator.Now / (double)TimeSpan.TicksPerMillisecond:0.####} ms, node {node}: {what}");
    }

    private void Execute()
    {
        var faults = new FaultInjector(_simulator, _cluster, id => id < _nodes.Length ? _nodes[id] : null, StartNode, "{sim}:evictions");
        _healthyFrom = TimeSpan.FromSeconds(1).Ticks + (2 * _bound);
        foreach (var fault in _plan.Faults)
        {
            _simulator.At(fault.At, null, _ => BeginFault(faults, fault), null);
        }

        foreach (var eviction in _plan.Evictions)
        {
            PlanEviction(eviction);
        }

        for (var slot = 0L; slot * Plan.Slot < _plan.Duration; slot++)
        {
            _simulator.At(slot * Plan.Slot, null, static planned => ((PlannedSlot)planned!).Plan(), new PlannedSlot(this, slot));
        }

        for (var time = 0L; time < _plan.Duration && _violation is null; time += TimeSpan.TicksPerSecond / 4)
        {
            _simulator.RunUntil(Math.Min(time + (TimeSpan.TicksPerSecond / 4), _plan.Duration));
        }

        Settle();
    }

    private void BeginFault(FaultInjector faults, FaultSpec fault)
    {
        Tell(-1, $"fault: {fault}");
        _counts.Faults[(int)fault.Kind]++;
        _troubleAt = _simulator.Now;

        // What the server's clock is set back, leases last longer.
        _setBack += fault.Kind == FaultKind.ServerClockJumps ? FaultInjector.LongestJump : 0;
        _healthyFrom = Math.Max(_healthyFrom, _simulator.Now + fault.Duration + _recovery + (LeavesLeases(fault.Kind) ? _settings.Lease.Ticks : 0) + _setBack);
        faults.Begin(fault);
    }

    private sealed record PlannedSlot(Run Run, long Slot)
    {
        public void Plan() => Run.PlanReads(Slot);
    }

    private void PlanReads(long slot)
    {
        var random = SimRandom.For(_plan.Seed, "reads", slot);
        for (var left = _plan.ReadsPerSlot; left > 0; left--)
        {
            PlanRead(_simulator.Now + random.Between(0, Plan.Slot), random.Next(_plan.Nodes), random.Pick(_model.Asked), random);
        }
    }

    private void PlanRead(long at, int node, SimKey key, SimRandom random) =>
        _simulator.At(at, null, static planned => ((PlannedRead)planned!).Begin(), new PlannedRead(this, node, key, random.Next(64)));

    private void PlanEviction(EvictSpec eviction)
    {
        var random = SimRandom.For(_plan.Seed, "eviction", eviction.Number);
        var keys = _model.Evictions[eviction.What].Keys;
        for (var left = eviction.Reads; left > 0; left--)
        {
            // A few begin before it, and are under way.
            var at = eviction.At + random.Between(0, Near) - (random.Chance(0.2) ? TimeSpan.TicksPerMillisecond * 4 : 0);
            PlanRead(at, random.Next(_plan.Nodes), keys.Length > 0 && random.Chance(0.7) ? random.Pick(keys) : random.Pick(_model.Asked), random);
        }

        _simulator.At(eviction.At, null, _ => Evict(eviction), null);
    }

    private bool TryEnter(int id, out SimNode node)
    {
        node = _nodes[id];
        if (!node.IsAlive || !node.IsServing || node.PausedUntil > _simulator.Now)
        {
            return false;
        }

        _simulator.Process = node;
        return true;
    }

    private void Evict(EvictSpec spec)
    {
        var what = _model.Evictions[spec.What];
        if (!TryEnter(spec.Node, out var node) || (what.NeedsNewBuild && node.IsOldBuild))
        {
            return;
        }

        _counts.Evictions++;
        _troubleAt = _simulator.Now;
        _simulator.Trace.Note(TraceKind.Evict, node.Id, spec.What);
        var pending = new PendingEviction(what, spec.IsSoft, _simulator.NextOrder());
        Tell(node.Id, $"evicts {(spec.IsSoft ? "softly " : string.Empty)}{what.Tag} for a change at {pending.Committed}");
        _ = EvictAsync(node, pending);
    }

    private async Task EvictAsync(SimNode node, PendingEviction pending)
    {
        try
        {
            var result = await node.EvictAsync(pending);
            _simulator.Trace.Note(TraceKind.Evicted, node.Id, (long)result);
            Tell(node.Id, $"eviction of {pending.What.Tag}: {result}");
            _counts.Journaled += result == EvictionResult.Journaled ? 1 : 0;
            if (result == EvictionResult.Refused || (result == EvictionResult.Confirmed && !pending.IsAppended))
            {
                Violate("evicted", node.Id, $"the eviction of {pending.What.Tag} is {result}, and {(pending.IsAppended ? "in" : "not in")} the log");
            }
        }
        catch (Exception exception)
        {
            Violate("failed", node.Id, exception.ToString());
        }
    }

    // Everything is whole again: whatever is pending has to come to its end.
    private void Settle()
    {
        var began = _simulator.Now;
        while (_violation is null && Unsettled() is { } unsettled)
        {
            // Faults of a scenario may begin after the last planned read, and move the time from which all is well.
            if (_simulator.Now > Math.Max(began, _healthyFrom) + TimeSpan.FromSeconds(60).Ticks + _setBack)
            {
                Violate("unsettled", -1, $"not settled after a minute: {unsettled}");
                return;
            }

            _simulator.RunUntil(_simulator.Now + (TimeSpan.TicksPerSecond / 2));
        }

        if (_violation is not null)
        {
            return;
        }

        foreach (var node in _nodes)
        {
            foreach (var key in _model.Keys)
            {
                _simulator.Process = node;
                BeginRead(node, key, 1);
            }
        }

        _simulator.RunUntil(_simulator.Now + (3 * TimeSpan.TicksPerSecond));
        if (Open() is { } open)
        {
            Violate("unanswered", -1, $"{open} are without an answer after three seconds in which nothing was broken");
        }
    }

    private string? Unsettled()
    {
        if (!_cluster.IsUp || _simulator.Now < _healthyFrom)
        {
            return "something is broken";
        }

        foreach (var node in _nodes)
        {
            if (!node.IsAlive || !node.IsServing || !node.Follower.IsAttached || !node.IsCircuitClosed)
            {
                return $"node {node.Id} is {(node.IsServing ? "out of touch" : "not started")}, its circuit {(node.IsCircuitClosed ? "closed" : "open")}, {node.Follower.Lag} behind: {node.Follower.Fault}";
            }

            if (node.Pending.Count > 0 || node.Journaled > 0)
            {
                return $"node {node.Id} has {node.Pending.Count} evictions that the log has not taken";
            }

            if (node.Engine.Flights > 0)
            {
                return $"node {node.Id} has {node.Engine.Flights} computations under way";
            }
        }

        return Open() is { } open ? $"{open} are without an answer" : null;
    }

    // Those of a node die with it.
    private string? Open()
    {
        string[] open = [.. _open.Values.Where(static read => read.Node.IsAlive).Select(static read => $"{read.Key.Text} of node {read.Node.Id}")];
        return open.Length == 0 ? null : string.Join(", ", open);
    }
}
