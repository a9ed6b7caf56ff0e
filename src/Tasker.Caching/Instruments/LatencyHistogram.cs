using System.Numerics;

namespace Tasker.Caching.Instruments;

/// <summary>How long things took, in classes that grow: four for each doubling, so that a percentile is at most a quarter too high.</summary>
internal sealed class LatencyHistogram
{
    private const int BitsOfClass = 2;
    private const int ClassesOfDoubling = 1 << BitsOfClass;

    // Microseconds up to 2^36: 19 hours.
    private const int Doublings = 36;

    private readonly long[] _counts = new long[Doublings * ClassesOfDoubling];

    public void Add(TimeSpan duration) => Interlocked.Increment(ref _counts[ClassOf((ulong)Math.Max(0, duration.Ticks / TimeSpan.TicksPerMicrosecond))]);

    private static int ClassOf(ulong microseconds)
    {
        if (microseconds < ClassesOfDoubling)
        {
            return (int)microseconds;
        }

        var doubling = BitOperations.Log2(microseconds);
        var within = (int)(microseconds >> (doubling - BitsOfClass)) & (ClassesOfDoubling - 1);
        return Math.Min(((doubling - BitsOfClass + 1) * ClassesOfDoubling) + within, (Doublings * ClassesOfDoubling) - 1);
    }

    // The largest duration of the class.
    private static TimeSpan EndOf(int index)
    {
        if (index < ClassesOfDoubling)
        {
            return TimeSpan.FromMicroseconds(index);
        }

        var shift = (index / ClassesOfDoubling) - 1;
        var first = (ulong)(ClassesOfDoubling + (index % ClassesOfDoubling)) << shift;
        return TimeSpan.FromMicroseconds(first + (1UL << shift) - 1);
    }

    /// <summary>Returns a duration that this part of all was not longer than, rounded up to the end of its class.</summary>
    /// <param name="part">The part: 0.95, for example.</param>
    /// <returns><see langword="null"/> if nothing was added.</returns>
    public TimeSpan? Percentile(double part)
    {
        var counts = new long[_counts.Length];
        var sum = 0L;
        for (var i = 0; i < counts.Length; i++)
        {
            sum += counts[i] = Interlocked.Read(ref _counts[i]);
        }

        var rank = Math.Max(1, (long)Math.Ceiling(part * sum));
        for (var i = 0; i < counts.Length && sum > 0; i++)
        {
            rank -= counts[i];
            if (rank <= 0)
            {
                return EndOf(i);
            }
        }

        return null;
    }
}
