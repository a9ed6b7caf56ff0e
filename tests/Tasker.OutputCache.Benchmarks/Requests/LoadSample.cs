namespace Tasker.OutputCache.Benchmarks.Requests;

/// <summary>What a host did in one short round.</summary>
/// <param name="PerSecond">Requests by the clock on the wall.</param>
/// <param name="Median">The time of a request, in microseconds.</param>
/// <param name="Slow">The 99th percentile of it.</param>
/// <param name="Processor">The processors' time for a request, in microseconds; that of its client is in it.</param>
/// <param name="Bytes">What was allocated for a request, by all threads.</param>
internal readonly record struct LoadSample(double PerSecond, double Median, double Slow, double Processor, double Bytes);
