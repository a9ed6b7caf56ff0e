using Tasker.Caching.Simulation.Network;
using Tasker.Caching.Simulation.Nodes;
using Tasker.Caching.Simulation.Scheduling;

namespace Tasker.Caching.Simulation.Faults;

/// <summary>Lets go wrong what a plan says.</summary>
internal sealed class FaultInjector(Simulator simulator, SimCluster cluster, Func<int, SimNode?> nodeOf, Action<int> restart, string logKey)
{
    /// <summary>How far the server's clock jumps at most.</summary>
    public static readonly long LongestJump = TimeSpan.FromSeconds(20).Ticks;

    /// <summary>How much longer requests or answers take at most.</summary>
    public static readonly long LongestDelay = TimeSpan.FromMilliseconds(500).Ticks;

    private static readonly long Fast = TimeSpan.TicksPerMillisecond / 2;
    private static readonly long Handling = TimeSpan.TicksPerMillisecond * 8;

    private int _outages;

    /// <summary>Begins a fault, and plans its end.</summary>
    public void Begin(FaultSpec fault)
    {
        simulator.Trace.Note(TraceKind.Fault, fault.Node, (long)fault.Kind);
        var until = simulator.Now + fault.Duration;
        if (nodeOf(fault.Node) is { } node)
        {
            BeginOnNode(fault, node, until);
        }

        BeginOnServer(fault, until);
    }

    private void BeginOnNode(FaultSpec fault, SimNode node, long until)
    {
        var link = node.Link;
        switch (fault.Kind)
        {
            case FaultKind.LinkBreaks:
                link.Drop();
                break;
            case FaultKind.LinkStalls:
                link.StalledUntil = Math.Max(link.StalledUntil, until);
                break;
            case FaultKind.NodeIsPartitioned:
                // At first it goes unnoticed; then the connections break.
                link.StalledUntil = Math.Max(link.StalledUntil, until);
                link.PartitionedUntil = Math.Max(link.PartitionedUntil, until);
                simulator.At(simulator.Now + (fault.Duration / 3), node, static dropped => ((SimLink)dropped!).Drop(), link);
                break;
            case FaultKind.MessagesBreak:
                link.DropMessages(fault.Duration);
                break;
            case FaultKind.MessagesAreLost:
                link.DeafUntil = Math.Max(link.DeafUntil, until);
                break;
            case FaultKind.MessagesAreLate:
                link.MessageDelay = fault.Duration / 4;
                simulator.At(until, node, static late => ((SimLink)late!).MessageDelay = 0, link);
                break;
            case FaultKind.RequestsAreLate:
                link.RequestDelay = (long)(LongestDelay * Math.Abs(fault.Amount));
                simulator.At(until, node, static late => ((SimLink)late!).RequestDelay = 0, link);
                break;
            case FaultKind.AnswersAreLate:
                link.AnswerDelay = (long)(LongestDelay * Math.Abs(fault.Amount));
                simulator.At(until, node, static late => ((SimLink)late!).AnswerDelay = 0, link);
                break;
            case FaultKind.MessagesComeTwice:
                link.EchoesUntil = Math.Max(link.EchoesUntil, until);
                break;
            case FaultKind.NodeCrashes:
                node.Kill();
                cluster.Links.Remove(link);
                simulator.At(simulator.Now + (fault.Duration / 2), null, id => restart((int)id!), fault.Node);
                break;
            case FaultKind.NodePauses:
                node.Pause(until);
                break;
            case FaultKind.NodeClockJumps:
                node.Clock.Shift += TimeSpan.FromSeconds(30 * fault.Amount);
                break;
        }
    }

    private void BeginOnServer(FaultSpec fault, long until)
    {
        switch (fault.Kind)
        {
            case FaultKind.NetworkIsSlow:
                SetSlowness((long)(TimeSpan.FromMilliseconds(300).Ticks * Math.Abs(fault.Amount)) + Fast);
                simulator.At(until, null, _ => SetSlowness(Fast), null);
                break;
            case FaultKind.HandlersAreSlow:
                SetHandling((long)(TimeSpan.FromSeconds(1).Ticks * Math.Abs(fault.Amount)) + Handling);
                simulator.At(until, null, _ => SetHandling(Handling), null);
                break;
            case FaultKind.ServerPauses:
                cluster.Process.Pause(until);
                break;
            case FaultKind.ServerRestartsEmpty:
                Stop(fault, keepsReplica: false);
                break;
            case FaultKind.FailoverLosesWrites:
                // What is written from here until the primary dies is lost.
                cluster.Replicate();
                simulator.At(simulator.Now + Math.Min(fault.Duration / 2, TimeSpan.TicksPerSecond), null, _ => Stop(fault with { Duration = fault.Duration / 2 }, keepsReplica: true), null);
                break;
            case FaultKind.ServerClockJumps:
                cluster.ClockShift += (long)(LongestJump / TimeSpan.TicksPerMicrosecond * fault.Amount);
                break;
            case FaultKind.ServerIsFull:
                cluster.Primary.IsFull = true;
                simulator.At(until, null, _ => cluster.Primary.IsFull = false, null);
                break;
            case FaultKind.LogIsLost:
                cluster.Primary.Remove(logKey);
                break;
            case FaultKind.EverythingIsLost:
                cluster.Primary.Flush();
                break;
            case FaultKind.ScriptsAreLost:
                cluster.Primary.FlushScripts();
                break;
        }
    }

    private void Stop(FaultSpec fault, bool keepsReplica)
    {
        _outages++;
        cluster.Stop();
        simulator.At(simulator.Now + fault.Duration, null, _ =>
        {
            if (--_outages == 0)
            {
                cluster.Restart(keepsReplica);
            }
        }, null);
    }

    private void SetSlowness(long ticks) => cluster.Links.ForEach(link => link.Slowness = ticks);

    private void SetHandling(long ticks)
    {
        for (var i = 0; nodeOf(i) is { } node; i++)
        {
            node.Handler.Slowness = ticks;
        }
    }
}
