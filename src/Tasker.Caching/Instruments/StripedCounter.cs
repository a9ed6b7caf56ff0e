using System.Numerics;

namespace Tasker.Caching.Instruments;

/// <summary>A counter of what all processors do all the time. Threads have cells of their own: one for all would travel between the processors with every hit.</summary>
internal sealed class StripedCounter
{
    // Processors fetch lines of 64 bytes in pairs.
    private const int Spacing = 128 / sizeof(long);

    // More than run at a time, so that few share one. By thread and not by processor: a thread knows its number without asking the system.
    private static readonly int Stripes = (int)BitOperations.RoundUpToPowerOf2(Math.Min(64, 4 * (uint)Environment.ProcessorCount));

    // The first one's place is taken by the length of the array, which everybody reads.
    private readonly long[] _cells = new long[(Stripes + 1) * Spacing];

    /// <summary>Gets the sum of all cells. What is counted meanwhile may be in it or not.</summary>
    public long Value
    {
        get
        {
            var sum = 0L;
            for (var i = Spacing; i < _cells.Length; i += Spacing)
            {
                sum += Interlocked.Read(ref _cells[i]);
            }

            return sum;
        }
    }

    /// <summary>Counts one more.</summary>
    /// <returns>How many this thread's cell has counted.</returns>
    public long Increment() => Interlocked.Increment(ref _cells[((Environment.CurrentManagedThreadId & (Stripes - 1)) + 1) * Spacing]);
}
