using Tasker.OutputCache.Benchmarks.Measuring;

namespace Tasker.OutputCache.Benchmarks.NearTier;

/// <summary>Who keeps what is asked for again?</summary>
internal static class HitRatio
{
    private const int MeanSize = 4096;

    public static int Run(string[] args)
    {
        var largest = Arguments.Get(args, "capacity", 10_000);
        foreach (var (capacity, sizes) in new (int, string)[] { (1_000, "equal"), (10_000, "equal"), (10_000, "mixed") }.Where(row => row.Item1 <= largest))
        {
            Console.WriteLine();
            Console.WriteLine($"**Hit ratio of the near tier: room for {capacity:N0} entries, {sizes} sizes.** Hits in percent of the requests, the same ones for all.");
            Console.WriteLine();
            Console.WriteLine($"| {"workload",-25} | {string.Join(" | ", Candidates.All.Select(Name))} |");
            Console.WriteLine($"| --- |{string.Concat(Candidates.All.Select(static _ => " ---: |"))}");
            foreach (var workload in Workloads.All)
            {
                var ratios = Candidates.All.Select(create => Measure(create, workload.Keys(capacity), capacity, sizes == "mixed"));
                Console.WriteLine($"| {workload.Name,-25} | {string.Join(" | ", ratios)} |");
            }
        }

        return 0;
    }

    private static string Name(Func<long, int, ICandidate> create)
    {
        using var candidate = create(1 << 20, 16);
        return $"{candidate.Name,-18}";
    }

    private static string Measure(Func<long, int, ICandidate> create, IEnumerable<int> keys, int capacity, bool mixed)
    {
        // Mixed sizes: the bytes are what runs out.
        using var candidate = create((long)capacity * MeanSize, mixed ? capacity * 4 : capacity);
        var hits = 0;
        var requests = 0;
        foreach (var key in keys)
        {
            var name = $"tasker:analytics:performance:{key}";
            requests++;
            if (candidate.TryGet(name))
            {
                hits++;
            }
            else
            {
                candidate.Set(name, mixed ? SizeOf(key) : MeanSize);
            }
        }

        return $"{100.0 * hits / requests,-18:F1}";
    }

    // From 512 bytes to 64 KB, small ones more often; 8 KB in the mean. The same key has the same size each time.
    private static int SizeOf(int key)
    {
        var random = ((uint)key * 2654435761u) >> 8;
        return (int)(512 * Math.Pow(128, Math.Pow(random / (double)(1 << 24), 2)));
    }
}
