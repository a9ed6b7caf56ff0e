using Tasker.OutputCache.Benchmarks.Measuring;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.OutputCache.Benchmarks.Requests;

/// <summary>Near, far and miss; small and large; plain, gzip and br: how many requests a second, and how long each takes.</summary>
internal static class RequestMatrix
{
    private const int Connections = 8;
    private const string Gzip = "Accept-Encoding: gzip\r\n";
    private const string Brotli = "Accept-Encoding: br\r\n";

    private static readonly Contestant[] NearHits =
    [
        new(Variant.Bare), new(Variant.SameBytes), new(Variant.ByParameter), new(Variant.Microsoft), new(Variant.Tasker), new(Variant.TaskerMiddleware),
        new("no cache, handler of 20 ms", Variant.Uncached),
    ];

    // Few take turns so often that a hundredth shows, on a machine that is not alone either.
    private static readonly Contestant[] Few = [new(Variant.SameBytes), new(Variant.ByParameter), new(Variant.TaskerMiddleware)];

    private static readonly Contestant[] EncodedHits =
    [
        new("Microsoft, gzip", Variant.MicrosoftCompressed, Gzip),
        new("Tasker, gzip", Variant.Tasker, Gzip),
        new("TaskerMiddleware, gzip", Variant.TaskerMiddleware, Gzip),
        new("Microsoft, br", Variant.MicrosoftCompressed, Brotli),
        new("Tasker, br", Variant.Tasker, Brotli),
        new("TaskerMiddleware, br", Variant.TaskerMiddleware, Brotli),
    ];

    private static readonly Contestant[] FarHits =
    [
        new("Tasker", Variant.Tasker, Place: Place.Far),
        new("TaskerMiddleware", Variant.TaskerMiddleware, Place: Place.Far),
        new("TaskerMiddleware, gzip", Variant.TaskerMiddleware, Gzip, Place: Place.Far),
        new("TaskerMiddleware, br", Variant.TaskerMiddleware, Brotli, Place: Place.Far),
    ];

    private static readonly Contestant[] Misses =
    [
        new("Microsoft", Variant.Microsoft, Place: Place.Handler),
        new("Tasker", Variant.Tasker, Place: Place.Handler),
        new("TaskerMiddleware", Variant.TaskerMiddleware, Place: Place.Handler),
        new("ByParameter", Variant.ByParameter, Place: Place.Handler),
    ];

    public static int Run(string[] args)
    {
        var rounds = Arguments.Get(args, "rounds", 15);
        var milliseconds = Arguments.Get(args, "milliseconds", 250);

        // 1: near hits of plain bodies, and nothing else. 0: of our middleware and of the bare endpoints that send the same, and nothing else. 5: far hits, and nothing else.
        var groups = Arguments.Get(args, "groups", 4);
        RunAsync(rounds, TimeSpan.FromMilliseconds(milliseconds), groups).GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync(int rounds, TimeSpan duration, int groups)
    {
        await using var redis = await RedisServer.StartNewAsync();
        foreach (var length in new[] { 4 * 1024, 64 * 1024 })
        {
            if (groups == 5)
            {
                await RunAsync("Far hits, over one Redis", FarHits, length, redis, rounds, duration);
                continue;
            }

            var nearHits = groups == 0 ? Few : NearHits;
            await RunAsync("Near hits", nearHits, length, redis, rounds, duration, references: groups == 0 ? 2 : 4);
            if (groups <= 1)
            {
                continue;
            }

            await RunAsync("Near hits of encoded bodies", EncodedHits, length, redis, rounds, duration);
            await RunAsync("Far hits, over one Redis", FarHits, length, redis, rounds, duration);
            await RunAsync("Misses, no two requests the same, a handler without work", Misses, length, redis, rounds, duration);
        }
    }

    private static async Task RunAsync(string title, Contestant[] contestants, int length, RedisServer redis, int rounds, TimeSpan duration, int references = 1)
    {
        Machine.Print($"{title}, {length / 1024} KB, {Connections} connections with one request each");
        var hosts = new List<RequestHost>();
        foreach (var contestant in contestants)
        {
            var cache = contestant.Place == Place.Far ? RedisCache.Over(redis.Url, $"{hosts.Count}-{length}", isNearTiny: true) : null;
            var host = await RequestHost.StartAsync(contestant.Variant, inProcess: false, length, cache);
            hosts.Add(host);
            if (contestant.IsHit)
            {
                await CacheFiller.FillAsync(host, contestant);
            }
        }

        var groups = hosts.Select((host, i) => new LoadGroup([host.Port], Connections, contestants[i])).ToArray();
        var measures = Array.ConvertAll(groups, group => (Func<LoadSample>)(() => group.Run(duration)));

        Rounds.WarmUp(measures);
        var runs = hosts.Select(static host => host.Runs).ToArray();
        var samples = Rounds.Run(rounds, measures);
        foreach (var (i, contestant) in contestants.Index())
        {
            var ran = hosts[i].Runs - runs[i];
            if (contestant.IsHit && ran > 0)
            {
                throw new InvalidOperationException($"{contestant.Name}: the handler ran {ran} times; these are not all hits.");
            }
        }

        LoadTable.Print([.. contestants.Select(static contestant => contestant.Name)], samples, references);
        Array.ForEach(groups, static group => group.Dispose());
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }
    }
}
