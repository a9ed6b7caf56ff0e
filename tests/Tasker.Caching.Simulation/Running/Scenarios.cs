using Tasker.Caching.Simulation.Faults;
using Tasker.Caching.Simulation.Scheduling;
using Tasker.Caching.Simulation.World;

namespace Tasker.Caching.Simulation.Running;

/// <summary>Puts faults and evictions together that chance would seldom bring together, into a plan with so few others that an entry outlives them.</summary>
internal sealed class Scenarios(SimRandom random, SimModel model, SimSettings settings, int nodes, List<FaultSpec> faults, List<EvictSpec> evictions)
{
    private const long Millisecond = TimeSpan.TicksPerMillisecond;

    /// <summary>Adds one after the other, as many as there is time for.</summary>
    public void Add(long duration)
    {
        Action<long, int>[] scenarios = [Forget, FailOver, AnswerLate, EvictBeside, LoseFills, EvictParts, LoseLog];
        for (var at = TimeSpan.TicksPerSecond + Between(500, 1500); at < duration; at += Between(2500, 4000))
        {
            random.Pick(scenarios)(at, random.Next(nodes));
        }
    }

    // The log forgets an eviction while one node is cut off.
    private void Forget(long at, int node)
    {
        Fault(at, FaultKind.LinkStalls, node, 1500);
        Evict(at + Between(5, 100), Other(node));

        // Further ahead than the log remembers, where it remembers little.
        Fault(at + (200 * Millisecond), FaultKind.ServerClockJumps, node, 0, 0.25 + (random.NextDouble() / 4));
        Evict(at + (210 * Millisecond), Other(node));
    }

    // A replica that lacks an eviction takes over. The nodes that know of it are gone, the one that is left is not told.
    private void FailOver(long at, int node)
    {
        Fault(at - (50 * Millisecond), FaultKind.MessagesAreLost, node, 2000);
        Fault(at, FaultKind.FailoverLosesWrites, node, 400);
        var evicted = at + Between(10, 100);
        Evict(evicted, Other(node));
        for (var i = 0; i < nodes; i++)
        {
            if (i != node)
            {
                Fault(evicted + (50 * Millisecond), FaultKind.NodeCrashes, i, 4000);
            }
        }
    }

    // The answer to a reading of the log is on its way for long, and what was evicted meanwhile is not heard of.
    private void AnswerLate(long at, int node)
    {
        var length = Between(1000, 2000);
        Fault(at, FaultKind.AnswersAreLate, node, 4000, 0.8 * settings.OperationTimeout.Ticks / FaultInjector.LongestDelay);
        Fault(at, FaultKind.MessagesAreLost, node, 5000);
        for (var left = 4; left > 0; left--)
        {
            Evict(at + length - Between(0, settings.CatchUpInterval.TotalMilliseconds), Other(node));
        }

        Fault(at + length, FaultKind.LinkStalls, node, (2 * settings.StalenessBound.TotalMilliseconds) + 500);
    }

    // While a node's append is on its way, another node evicts the same.
    private void EvictBeside(long at, int node)
    {
        Fault(at - (20 * Millisecond), FaultKind.MessagesAreLost, node, 2000);
        Fault(at - (20 * Millisecond), FaultKind.RequestsAreLate, node, 500, 0.7 * settings.OperationTimeout.Ticks / FaultInjector.LongestDelay);
        var what = random.Next(model.Evictions.Count);
        Evict(at, node, what);
        Evict(at + Between(10, 50), Other(node), what);
    }

    // Connections break while entries are written.
    private void LoseFills(long at, int node)
    {
        for (var left = 8; left > 0; left--)
        {
            Evict(at, Other(node));
            Fault(at + Between(1, 20), FaultKind.LinkBreaks, node, 0);
            at += Between(50, 700);
        }
    }

    // What handlers come upon is evicted, piece by piece: also what a node of another build has come upon.
    private void EvictParts(long at, int node)
    {
        for (var i = 0; i < model.Evictions.Count; i++)
        {
            if (model.Evictions[i].Tag.Name == SimModel.DocumentResource && model.Evictions[i].Tag.Dimensions.Length > 0)
            {
                Evict(at += Between(20, 300), random.Chance(0.5) ? node : Other(node), i);
            }
        }
    }

    // The log is lost with an eviction that one node has not heard of, while that node computes what was evicted.
    private void LoseLog(long at, int node)
    {
        var everything = model.EverythingIndex;
        Fault(at - (50 * Millisecond), FaultKind.MessagesAreLost, node, 3000);
        Fault(at - (20 * Millisecond), FaultKind.HandlersAreSlow, node, 2500, 0.5 + (random.NextDouble() / 2));
        Evict(at, node, everything);
        var evicted = at + Between(300, 700);
        Evict(evicted, Other(node), everything);

        // As soon as the log has it: a reading in between would tell the node.
        Fault(evicted + Between(settings.GatherTime.TotalMilliseconds + 5, settings.GatherTime.TotalMilliseconds + 20), FaultKind.LogIsLost, node, 0);
    }

    private int Other(int node) => (node + 1 + random.Next(nodes - 1)) % nodes;

    private long Between(double least, double most) => random.Between((long)(least * Millisecond), (long)(most * Millisecond));

    private void Fault(long at, FaultKind kind, int node, double milliseconds, double amount = 0) =>
        faults.Add(new FaultSpec(Math.Max(0, at), kind, node, (long)(milliseconds * Millisecond), amount));

    private void Evict(long at, int node) => Evict(at, node, random.Next(model.Evictions.Count));

    private void Evict(long at, int node, int what) =>
        evictions.Add(new EvictSpec(Math.Max(0, at), node, what, IsSoft: false, 40, evictions.Count));
}
