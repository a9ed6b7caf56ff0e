using Tasker.Caching.Simulation.Scheduling;
using Tasker.Caching.Simulation.Server;

namespace Tasker.Caching.Simulation.Network;

/// <summary>The primary that all nodes are connected to, and the replica that may take its place.</summary>
internal sealed class SimCluster
{
    private static readonly long Epoch = (SimClock.Start.Ticks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    private readonly Simulator _simulator;
    private readonly SimRedis _replica;

    public SimCluster(Simulator simulator)
    {
        _simulator = simulator;
        Primary = new SimRedis(Microseconds);
        _replica = new SimRedis(Microseconds);
        Primary.Published += OnPublished;
        Primary.ReplicationId = simulator.NewGuid().ToString("N");
    }

    public SimRedis Primary { get; }

    public List<SimLink> Links { get; } = [];

    /// <summary>Gets or sets how wrong the server's clock is, in microseconds.</summary>
    public long ClockShift { get; set; }

    /// <summary>Gets a value indicating whether the server accepts connections.</summary>
    public bool IsUp { get; private set; } = true;

    /// <summary>Gets what the server is to the scheduler: while it is paused, it executes nothing.</summary>
    public SimProcess Process { get; } = new(-1);

    private long Microseconds() => Epoch + (_simulator.Now / TimeSpan.TicksPerMicrosecond) + ClockShift;

    private void OnPublished(string channel, byte[] message)
    {
        foreach (var link in Links)
        {
            link.Publish(channel, message);
        }
    }

    /// <summary>Lets the replica hold what the primary holds now. What is written from here on is lost if it is promoted.</summary>
    public void Replicate() => _replica.CopyFrom(Primary);

    public void Stop()
    {
        IsUp = false;
        foreach (var link in Links.ToArray())
        {
            link.Drop();
        }
    }

    /// <summary>Begins another reign.</summary>
    /// <param name="keepsReplica">Whether it begins with what the replica holds, or with nothing.</param>
    public void Restart(bool keepsReplica)
    {
        Primary.Flush();
        Primary.FlushScripts();
        Primary.ReplicationId = _simulator.NewGuid().ToString("N");
        if (keepsReplica)
        {
            Primary.CopyFrom(_replica);
        }

        IsUp = true;
    }
}
