namespace Tasker.OutputCache.Diagnostics;

/// <summary>What one kind of operation of the shared tier has come to since the start.</summary>
internal sealed class FarStatistics(string operation)
{
    private long _count;
    private long _failures;
    private long _ticks;

    public string Operation => operation;

    public long Count => Interlocked.Read(ref _count);

    public long Failures => Interlocked.Read(ref _failures);

    public TimeSpan Time => new(Interlocked.Read(ref _ticks));

    public void Add(TimeSpan duration, bool hasFailed)
    {
        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _ticks, duration.Ticks);
        if (hasFailed)
        {
            Interlocked.Increment(ref _failures);
        }
    }
}
