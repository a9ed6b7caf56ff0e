using Tasker.OutputCache.Benchmarks.Measuring;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.OutputCache.Benchmarks.Requests;

/// <summary>Far hits on the fast lane: what they allocate, by type.</summary>
internal static class FarHit
{
    private const int Connections = 8;
    private const int MostTypes = 60;

    public static int Run(string[] args)
    {
        RunAsync(Arguments.Get(args, "rounds", 15), TimeSpan.FromMilliseconds(Arguments.Get(args, "milliseconds", 250))).GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync(int rounds, TimeSpan duration)
    {
        using var types = new AllocatedTypes();
        await using var redis = await RedisServer.StartNewAsync();
        foreach (var length in new[] { 4 * 1024, 64 * 1024 })
        {
            Machine.Print($"Far hits of {length / 1024} KB on the fast lane, {Connections} connections with one request each");
            var contestant = new Contestant("UseTaskerOutputCache", Variant.TaskerMiddleware, Place: Place.Far);
            await using var host = await RequestHost.StartAsync(Variant.TaskerMiddleware, inProcess: false, length, RedisCache.Over(redis.Url, $"hit-{length}", isNearTiny: true));
            await CacheFiller.FillAsync(host, contestant);
            using var group = new LoadGroup([host.Port], Connections, contestant);
            Func<LoadSample> measure = () => group.Run(duration);
            Rounds.WarmUp(measure);
            var samples = Rounds.Run(rounds, measure)[0];

            types.Begin();
            var traced = Rounds.Run(rounds, measure)[0];
            var allocated = types.End().ToArray();
            Console.WriteLine(
                $"{Rounds.Median(samples.Select(static sample => sample.Bytes)):N0} bytes a hit, those of server and client included; "
                + $"{Rounds.Median(samples.Select(static sample => sample.Processor)):N0} µs of processor time.");
            Console.WriteLine();
            Console.WriteLine("| type | bytes a hit, sampled |");
            Console.WriteLine("| --- | ---: |");
            var hits = traced.Sum(sample => sample.PerSecond * duration.TotalSeconds);
            foreach (var (type, bytes) in allocated.Take(MostTypes))
            {
                Console.WriteLine($"| `{type}` | {bytes / hits:N0} |");
            }
        }
    }
}
