namespace Tasker.Caching.Simulation.Scheduling;

/// <summary>A timer of a node. It fires in a step of its own, a little late.</summary>
internal sealed class SimTimer(Simulator simulator, SimProcess process, TimerCallback callback, object? state) : ITimer
{
    private const int MostLate = (int)(TimeSpan.TicksPerMillisecond / 2);

    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private long _step;
    private TimeSpan _period;
    private bool _isDisposed;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (_isDisposed)
        {
            return false;
        }

        _period = period;
        _step = dueTime == Timeout.InfiniteTimeSpan ? 0 : Plan(dueTime);
        return true;
    }

    private long Plan(TimeSpan dueTime) =>
        simulator.At(simulator.Now + dueTime.Ticks + simulator.Turns.Next(MostLate), process, static timer => ((SimTimer)timer!).Fire(), this);

    private void Fire()
    {
        // Changed or disposed since it was planned.
        if (_step != simulator.StepId)
        {
            return;
        }

        simulator.Trace.Note(TraceKind.Timer, process.Id, 0);
        _step = _period > TimeSpan.Zero ? Plan(_period) : 0;
        if (_context is null)
        {
            callback(state);
        }
        else
        {
            ExecutionContext.Run(_context, static timer => ((SimTimer)timer!).Call(), this);
        }
    }

    private void Call() => callback(state);

    public void Dispose()
    {
        _isDisposed = true;
        _step = 0;
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }
}
