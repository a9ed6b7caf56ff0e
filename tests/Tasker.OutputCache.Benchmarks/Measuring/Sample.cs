using System.Diagnostics;

namespace Tasker.OutputCache.Benchmarks.Measuring;

/// <summary>What one short round has measured, for each operation.</summary>
/// <param name="Nanoseconds">The time by the clock on the wall.</param>
/// <param name="ProcessorNanoseconds">The time of all processors that this process had.</param>
/// <param name="Bytes">What was allocated, by all threads.</param>
internal readonly record struct Sample(double Nanoseconds, double ProcessorNanoseconds, double Bytes)
{
    public static Sample Take(int operations, Action action)
    {
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var processor = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        action();
        var elapsed = Stopwatch.GetElapsedTime(start);
        processor = Environment.CpuUsage.TotalTime - processor;
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        return new Sample(elapsed.TotalNanoseconds / operations, processor.TotalNanoseconds / operations, (double)bytes / operations);
    }
}
