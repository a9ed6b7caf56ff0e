using System.Diagnostics;
using Tasker.Caching;
using Tasker.OutputCache.Benchmarks.Engine;
using Tasker.OutputCache.Benchmarks.Measuring;

namespace Tasker.OutputCache.Benchmarks.Evictions;

/// <summary>How long an eviction takes when 1, or a million, entries carry its tag.</summary>
internal static class EvictionTime
{
    private static readonly int[] Sizes = [1, 1000, 100_000, 1_000_000];
    private static readonly byte[] Body = new byte[64];

    public static int Run(string[] args)
    {
        Machine.Print("Eviction of one tag");
        var hosts = Array.ConvertAll(Sizes, static size => new EngineHost(size + 1000));
        var rounds = Arguments.Get(args, "rounds", 15);
        var first = Array.ConvertAll(Sizes, _ => new double[rounds]);
        var again = Array.ConvertAll(Sizes, _ => new double[rounds]);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (i, size) in Sizes.Index())
            {
                Fill(hosts[i], size);
            }

            // What was filled is on its way to the older generations: not in the middle of a measurement.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            for (var i = 0; i < Sizes.Length; i++)
            {
                var size = (round + i) % Sizes.Length;
                Evict(hosts[size], "something-else", 2000);
                first[size][round] = Evict(hosts[size], "analytics", 1);
                again[size][round] = Evict(hosts[size], "analytics", 2000);
                Check(hosts[size]);
            }
        }

        Console.WriteLine("| entries under the tag | entries valid, µs | against one entry | entries void and still held, µs | against one entry |");
        Console.WriteLine("| ---: | ---: | ---: | ---: | ---: |");
        foreach (var (i, size) in Sizes.Index())
        {
            var (a, b) = (Rounds.Median(first[i]), Rounds.Median(again[i]));
            Console.WriteLine($"| {size:N0} | {a / 1000:F2} | {a / Rounds.Median(first[0]):F2} | {b / 1000:F2} | {b / Rounds.Median(again[0]):F2} |");
        }

        Console.WriteLine();
        Console.WriteLine($"Medians of {rounds} rounds, all sizes filled anew and evicted in turn; the first column is one call a round, the other the mean of 2,000.");
        Array.ForEach(hosts, static host => host.Dispose());
        return 0;
    }

    private static void Fill(EngineHost host, int size)
    {
        for (var i = 0; i < size; i++)
        {
            host.Fill($"tasker:analytics:performance:24:n{i}", Body, ["analytics"]);
        }

        if (host.Near.Count < size)
        {
            throw new InvalidOperationException($"{host.Near.Count} of {size} entries are held.");
        }
    }

    private static double Evict(EngineHost host, string tag, int times)
    {
        CacheTag[] tags = [tag];
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < times; i++)
        {
            var eviction = host.Evictor.EvictAsync(tags);
            if (!eviction.IsCompletedSuccessfully)
            {
                throw new InvalidOperationException("An eviction in memory has to wait for nothing.");
            }
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / times;
    }

    private static void Check(EngineHost host)
    {
        if (host.Engine.TryGetNear("tasker:analytics:performance:24:n0", TimeProvider.System.GetTimestamp(), out _))
        {
            throw new InvalidOperationException("An evicted entry was served.");
        }
    }
}
