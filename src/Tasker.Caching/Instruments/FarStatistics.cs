using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>What one kind of operation of the shared tier has come to since the start.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class FarStatistics(string operation)
{
    private long _count;
    private long _failures;
    private long _ticks;

    /// <summary>Gets the operation.</summary>
    public string Operation => operation;

    /// <summary>Gets how often it was called.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Gets how often it failed.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>Gets how long all calls together took.</summary>
    public TimeSpan Time => new(Interlocked.Read(ref _ticks));

    internal void Add(TimeSpan duration, bool hasFailed)
    {
        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _ticks, duration.Ticks);
        if (hasFailed)
        {
            Interlocked.Increment(ref _failures);
        }
    }
}
