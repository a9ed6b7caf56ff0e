using Tasker.OutputCache.Benchmarks.Measuring;

namespace Tasker.OutputCache.Benchmarks.Peers;

/// <summary>The peers themselves, from the package feed, in one run with us: requests, objects, memory, hit ratio.</summary>
internal static class PeerFigures
{
    public static int Run(string[] args)
    {
        var rounds = Arguments.Get(args, "rounds", 15);
        var duration = TimeSpan.FromMilliseconds(Arguments.Get(args, "milliseconds", 200));
        RunAsync(rounds, duration, Arguments.Get(args, "entries", 20_000)).GetAwaiter().GetResult();
        PeerHitRatio.Run(Arguments.Get(args, "capacity", 10_000));
        return 0;
    }

    private static async Task RunAsync(int rounds, TimeSpan duration, int entries)
    {
        Console.WriteLine("Each ratio is of two rounds that followed one another; in brackets is the middle half of them. Figures of one run can be compared with one another, and with no others.");
        await PeerRequests.RunAsync(rounds, duration);
        await PeerObjects.RunAsync(rounds);
        await PeerMemory.RunAsync(entries);
    }
}
