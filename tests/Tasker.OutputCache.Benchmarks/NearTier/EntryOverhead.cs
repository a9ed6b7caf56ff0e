using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Benchmarks.NearTier;

/// <summary>What does the process grow by for an entry, beside key and payload?</summary>
internal static class EntryOverhead
{
    public static int Run(string[] args)
    {
        Console.WriteLine("| entries   | bytes an entry, beside key and payload | charged |");
        foreach (var count in new[] { 1_000, 10_000, 100_000 })
        {
            Console.WriteLine($"| {count,9:N0} | {Measure(count),38:F0} | {NearEntry.Overhead,7} |");
        }

        return 0;
    }

    private static double Measure(int count)
    {
        const int Payload = 1000;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var tier = new global::Tasker.Caching.Engine.NearTier(new NearTierOptions { MaxBytes = long.MaxValue, MaxEntries = count }, TimeProvider.System);
        var paidFor = 0L;

        // Twice as many as there is room for, so that the memory of what was pushed out is in the figure.
        for (var i = 0; i < count * 2; i++)
        {
            var key = $"tasker:analytics:performance:{i:D8}";
            tier.TrySet(new Entry(key, new byte[Payload]));
        }

        foreach (var entry in tier.Snapshot())
        {
            paidFor += Payload + (2L * entry.Key.Length);
        }

        var grown = GC.GetTotalMemory(forceFullCollection: true) - before - paidFor;
        GC.KeepAlive(tier);
        return grown / (double)count;
    }

    // As the engine's: a payload, its headers, tags and stamp.
    private sealed class Entry(string key, byte[] body) : NearEntry(key, body.Length, long.MaxValue)
    {
        public byte[] Body { get; } = body;
    }
}
