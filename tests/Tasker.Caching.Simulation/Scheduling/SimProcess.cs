namespace Tasker.Caching.Simulation.Scheduling;

/// <summary>What steps belong to: a node from its start to its death, or a server. A dead one takes no step, a paused one takes it later.</summary>
internal class SimProcess(int id)
{
    public int Id => id;

    public bool IsAlive { get; private set; } = true;

    /// <summary>Gets the time before which it takes no step, as after a long collection of garbage.</summary>
    public long PausedUntil { get; private set; }

    public void Pause(long until) => PausedUntil = Math.Max(PausedUntil, until);

    public void Kill() => IsAlive = false;
}
