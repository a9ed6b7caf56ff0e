using Tasker.OutputCache.Benchmarks.Measuring;
using Tasker.OutputCache.Benchmarks.Requests;

namespace Tasker.OutputCache.Benchmarks.Peers;

/// <summary>What an entry of 4 KB takes of the heap.</summary>
internal static class PeerMemory
{
    private static readonly Contestant[] Contestants =
        [new("Microsoft, memory", Variant.Microsoft), new("UseOutputCache", Variant.Tasker), new("UseTaskerOutputCache", Variant.TaskerMiddleware)];

    public static async Task RunAsync(int entries)
    {
        Machine.Print($"Heap of {entries:N0} entries of 4 KB");
        Console.WriteLine("| | bytes an entry |");
        Console.WriteLine("| --- | ---: |");
        foreach (var contestant in Contestants)
        {
            await using var host = await RequestHost.StartAsync(
                contestant.Variant, inProcess: true, addCache: contestant.Variant == Variant.Microsoft ? null : RedisCache.InMemory(capacity: 2 * entries));
            await RequestAsync(host, 0, 1000);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            await RequestAsync(host, 1000, entries);
            var held = GC.GetTotalMemory(forceFullCollection: true) - before;
            var runs = host.Runs;
            await RequestAsync(host, 1000, entries);
            if (host.Runs != runs)
            {
                throw new InvalidOperationException($"{contestant.Name} has not kept all entries.");
            }

            Console.WriteLine($"| {contestant.Name} | {(double)held / entries:N0} |");
        }
    }

    private static async Task RequestAsync(RequestHost host, int first, int count)
    {
        var features = new InProcessFeatures();
        for (var i = 0; i < count; i++)
        {
            features.Reset(RequestHost.Path, $"?hours=24&namespace=e{first + i}");
            await host.InProcess.ProcessAsync(features);
        }
    }
}
