using Tasker.OutputCache.Benchmarks.Measuring;
using Tasker.OutputCache.Benchmarks.Requests;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.OutputCache.Benchmarks.Peers;

/// <summary>Whole requests beside Microsoft's two stores.</summary>
internal static class PeerRequests
{
    private const int Connections = 8;

    private static readonly (string Title, Contestant[] Contestants)[] Groups =
    [
        ("Far hits, over one Redis", [new("Microsoft, Redis", Variant.MicrosoftRedis, Place: Place.Far), new("UseOutputCache", Variant.Tasker, Place: Place.Far), new("UseTaskerOutputCache", Variant.TaskerMiddleware, Place: Place.Far)]),
        ("Misses with Redis, no two requests the same", [new("Microsoft, Redis", Variant.MicrosoftRedis, Place: Place.Handler), new("UseOutputCache", Variant.Tasker, Place: Place.Handler), new("UseTaskerOutputCache", Variant.TaskerMiddleware, Place: Place.Handler)]),
        ("Misses in memory, no two requests the same", [new("Microsoft, memory", Variant.Microsoft, Place: Place.Handler), new("UseOutputCache", Variant.Tasker, Place: Place.Handler), new("UseTaskerOutputCache", Variant.TaskerMiddleware, Place: Place.Handler)]),
        ("Near hits", [new("Microsoft, memory", Variant.Microsoft), new("UseOutputCache", Variant.Tasker), new("UseTaskerOutputCache", Variant.TaskerMiddleware), new("no cache, the same bytes", Variant.SameBytes)]),
    ];

    public static async Task RunAsync(int rounds, TimeSpan duration)
    {
        foreach (var (title, contestants) in Groups)
        {
            foreach (var length in new[] { 4 * 1024, 64 * 1024 })
            {
                Machine.Print($"{title}, {length / 1024} KB, {Connections} connections with one request each");
                await RunAsync(contestants, title.Contains("Redis", StringComparison.Ordinal), length, rounds, duration);
            }
        }
    }

    private static async Task RunAsync(Contestant[] contestants, bool isOverRedis, int length, int rounds, TimeSpan duration)
    {
        // A server each: what it spends is then one contestant's.
        var servers = new List<RedisServer>();
        var hosts = new List<RequestHost>();
        foreach (var contestant in contestants)
        {
            var server = isOverRedis ? await RedisServer.StartNewAsync() : null;
            if (server is not null)
            {
                servers.Add(server);
            }

            var cache = server is null ? null
                : contestant.Variant == Variant.MicrosoftRedis ? RedisCache.OfMicrosoft(server.EndPoint, "m")
                : RedisCache.Over(server.Url, "t", isNearTiny: contestant.Place == Place.Far);
            var host = await RequestHost.StartAsync(contestant.Variant, inProcess: false, length, cache);
            hosts.Add(host);
            if (contestant.IsHit)
            {
                await CacheFiller.FillAsync(host, contestant);
            }
        }

        var groups = hosts.Select((host, i) => new LoadGroup([host.Port], Connections, contestants[i])).ToArray();
        Rounds.WarmUp(Array.ConvertAll(groups, group => (Func<LoadSample>)(() => group.Run(duration))));
        var runs = hosts.Select(static host => host.Runs).ToArray();
        var samples = Rounds.Run(rounds, [.. groups.Select((group, i) => (Func<PeerSample>)(() => PeerSample.Take(group, duration, servers.ElementAtOrDefault(i))))]);
        foreach (var (i, contestant) in contestants.Index())
        {
            if (contestant.IsHit && hosts[i].Runs != runs[i])
            {
                throw new InvalidOperationException($"{contestant.Name}: the handler ran {hosts[i].Runs - runs[i]} times; these are not all hits.");
            }
        }

        Print(contestants, samples, isOverRedis);
        Array.ForEach(groups, static group => group.Dispose());
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }

        foreach (var server in servers)
        {
            await server.DisposeAsync();
        }
    }

    private static void Print(Contestant[] contestants, PeerSample[][] samples, bool isOverRedis)
    {
        Console.WriteLine($"| | requests/s | ÷ {contestants[0].Name} | p99, µs | processor time, µs | ÷ {contestants[0].Name} | bytes a request |{(isOverRedis ? $" Redis, µs | ÷ {contestants[0].Name} |" : string.Empty)}");
        Console.WriteLine($"| --- | ---: | ---: | ---: | ---: | ---: | ---: |{(isOverRedis ? " ---: | ---: |" : string.Empty)}");
        foreach (var (i, own) in samples.Index())
        {
            Console.WriteLine(
                $"| {contestants[i].Name} | {Median(own, static sample => sample.Load.PerSecond):N0} | {Ratio(own, samples[0], static sample => sample.Load.PerSecond)} "
                + $"| {Median(own, static sample => sample.Load.Slow):N0} "
                + $"| {Median(own, static sample => sample.Load.Processor):N0} | {Ratio(own, samples[0], static sample => sample.Load.Processor)} | {Median(own, static sample => sample.Load.Bytes):N0} |"
                + (isOverRedis ? $" {Median(own, static sample => sample.Server):N0} | {Ratio(own, samples[0], static sample => sample.Server)} |" : string.Empty));
        }

        Console.WriteLine();
        Console.WriteLine($"{samples[0].Length} rounds, all in turn. Processor time and bytes are those of host and client together, which is the same for all.");
    }

    private static double Median(PeerSample[] samples, Func<PeerSample, double> value) => Rounds.Median(samples.Select(value));

    private static string Ratio(PeerSample[] own, PeerSample[] reference, Func<PeerSample, double> value)
    {
        var ratios = Rounds.Ratios(own, reference, value);
        return $"{Rounds.Median(ratios):F2} ({Rounds.Quantile(ratios, 0.25):F2} to {Rounds.Quantile(ratios, 0.75):F2})";
    }
}
