using Tasker.OutputCache.Benchmarks.Measuring;
using Tasker.OutputCache.Benchmarks.NearTier;

namespace Tasker.OutputCache.Benchmarks.Peers;

/// <summary>Which keeps what is asked for again: the near tier, or BitFaster's LFU?</summary>
internal static class PeerHitRatio
{
    private const int Size = 4096;

    public static void Run(int capacity)
    {
        Machine.Print($"Hit ratio with room for {capacity:N0} entries of equal size, in percent of the requests");
        Console.WriteLine("| workload | BitFaster LFU | near tier |");
        Console.WriteLine("| --- | ---: | ---: |");
        foreach (var workload in Workloads.All)
        {
            using var theirs = new LfuCandidate(capacity);
            using var ours = new NearTierCandidate((long)capacity * Size, capacity);
            Console.WriteLine($"| {workload.Name} | {Measure(theirs, workload.Keys(capacity)):F1} | {Measure(ours, workload.Keys(capacity)):F1} |");
        }
    }

    private static double Measure(ICandidate candidate, IEnumerable<int> keys)
    {
        var (hits, requests) = (0, 0);
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
                candidate.Set(name, Size);
            }
        }

        return 100.0 * hits / requests;
    }
}
