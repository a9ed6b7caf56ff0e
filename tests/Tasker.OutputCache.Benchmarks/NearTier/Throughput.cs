using System.Diagnostics;

namespace Tasker.OutputCache.Benchmarks.NearTier;

/// <summary>How many reads and writes a second, and what one hit costs.</summary>
internal static class Throughput
{
    private const int Capacity = 10_000;
    private const int Size = 4096;
    private static readonly string[] Keys = [.. Enumerable.Range(0, 100_000).Select(i => $"tasker:analytics:performance:{i}")];

    public static int Run(string[] args)
    {
        Console.WriteLine($"room for {Capacity:N0} entries; million operations a second; {Environment.ProcessorCount} cores");
        Console.WriteLine("| candidate          | ns/hit | B/hit | hits x2 | hits x8 | 90/10 x2 | 90/10 x8 | 50/50 x2 | 50/50 x8 |");
        foreach (var create in Candidates.All)
        {
            using var candidate = create((long)Capacity * Size, Capacity);
            var (nanoseconds, bytes) = MeasureHit(candidate);
            var cells = new List<string> { $"{candidate.Name,-18}", $"{nanoseconds,6:F1}", $"{bytes,5:F1}" };
            foreach (var (percentWrites, width) in new[] { (0, 7), (10, 8), (50, 8) })
            {
                foreach (var threads in new[] { 2, 8 })
                {
                    cells.Add(MeasureMix(candidate, threads, percentWrites).ToString("F2").PadLeft(width));
                }
            }

            Console.WriteLine($"| {string.Join(" | ", cells)} |");
        }

        return 0;
    }

    private static (double Nanoseconds, double Bytes) MeasureHit(ICandidate candidate)
    {
        const int Rounds = 20_000;
        var keys = Keys.AsSpan(0, 100).ToArray();
        foreach (var key in keys)
        {
            candidate.Set(key, Size);
        }

        var best = double.MaxValue;
        var bytes = 0.0;
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < Rounds; i++)
            {
                foreach (var key in keys)
                {
                    candidate.TryGet(key);
                }
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / (Rounds * keys.Length));
            bytes = (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)(Rounds * keys.Length);
        }

        return (best, bytes);
    }

    // Without writes: of what is held. With writes: of all keys, by Zipf, so that each write makes room.
    private static double MeasureMix(ICandidate candidate, int threads, int percentWrites)
    {
        var duration = TimeSpan.FromSeconds(1);
        var sequences = Enumerable.Range(0, threads).Select(t => Sequence(t, percentWrites == 0 ? 100 : Keys.Length)).ToArray();
        var total = 0L;
        using var barrier = new Barrier(threads);
        var workers = sequences.Select(sequence => new Thread(() =>
        {
            barrier.SignalAndWait();
            var start = Stopwatch.GetTimestamp();
            var operations = 0;
            while (Stopwatch.GetElapsedTime(start) < duration)
            {
                for (var i = 0; i < 1000; i++, operations++)
                {
                    var key = Keys[sequence[operations & (sequence.Length - 1)]];
                    if (operations % 100 < percentWrites)
                    {
                        candidate.Set(key, Size);
                    }
                    else
                    {
                        candidate.TryGet(key);
                    }
                }
            }

            Interlocked.Add(ref total, operations);
        })).ToArray();
        Array.ForEach(workers, worker => worker.Start());
        Array.ForEach(workers, worker => worker.Join());
        return total / duration.TotalSeconds / 1e6;
    }

    private static int[] Sequence(int seed, int count)
    {
        var zipf = new Zipf(count, 0.99, seed);
        var sequence = new int[1 << 16];
        for (var i = 0; i < sequence.Length; i++)
        {
            sequence[i] = zipf.Next();
        }

        return sequence;
    }
}
