using Tasker.OutputCache.Benchmarks.Measuring;

namespace Tasker.OutputCache.Benchmarks.Requests;

/// <summary>Whole requests: our two ways against the framework's, and against no cache at all.</summary>
internal static class WholeRequests
{
    private const int Connections = 8;

    private static readonly Contestant[] Hits = [new(Variant.Bare), new(Variant.SameBytes), new(Variant.ByParameter), new(Variant.Microsoft), new(Variant.Tasker), new(Variant.TaskerMiddleware)];

    private static readonly Contestant[] Selections =
    [
        new(Variant.TaskerMiddleware),
        new("MicrosoftCompressed, gzip", Variant.MicrosoftCompressed, "Accept-Encoding: gzip\r\n"),
        new("TaskerMiddleware, gzip", Variant.TaskerMiddleware, "Accept-Encoding: gzip\r\n"),
        new("TaskerMiddleware, br", Variant.TaskerMiddleware, "Accept-Encoding: br\r\n"),
        new("TaskerMiddleware, 304", Variant.TaskerMiddleware, "If-None-Match: *\r\n", 304),
    ];

    public static int Run(string[] args)
    {
        RunAsync(args).GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync(string[] args)
    {
        var rounds = Arguments.Get(args, "rounds", 41);
        var passes = Arguments.Get(args, "passes", 4);
        var batches = Arguments.Get(args, "batches", 150);
        await InProcessAsync("Hits of 4 KB in process, one thread, no sockets", RequestHost.QueryOf, rounds, passes, areHits: true);
        var next = 0;
        await InProcessAsync("Misses of 4 KB in process: no two requests are the same", _ => $"?namespace=m{next++}", rounds, 1, areHits: false);
        foreach (var length in new[] { 4 * 1024, 64 * 1024 })
        {
            var suffix = $"{length / 1024} KB over Kestrel on loopback, {Connections} connections, {LoopbackClient.Depth} requests in flight on each";
            await OverLoopbackAsync($"Hits of {suffix}", Hits, length, rounds, Math.Max(10, batches * 4096 / length));
            await OverLoopbackAsync($"Encoded and conditional hits of {suffix}", Selections, length, rounds, Math.Max(10, batches * 4096 / length));
        }
    }

    private static async Task InProcessAsync(string title, Func<int, string> query, int rounds, int passes, bool areHits)
    {
        Machine.Print(title);
        var hosts = await StartAllAsync(Hits, inProcess: true, RequestHost.BodyLength);
        var keys = Enumerable.Range(0, RequestHost.Keys).ToArray();
        new Random(1).Shuffle(keys);
        var measures = Array.ConvertAll(hosts, host =>
        {
            var server = host.InProcess;
            var features = new InProcessFeatures();
            return (Func<Sample>)(() =>
            {
                var queries = Array.ConvertAll(keys, key => query(key));
                return Sample.Take(passes * queries.Length, () =>
                {
                    for (var pass = 0; pass < passes; pass++)
                    {
                        foreach (var text in queries)
                        {
                            RunOne(server, features, text);
                        }
                    }
                });
            });
        });
        await ReportAsync(Hits, hosts, measures, rounds, areHits);
    }

    private static void RunOne(InProcessServer server, InProcessFeatures features, string query)
    {
        features.Reset(RequestHost.Path, query);
        var task = server.ProcessAsync(features);
        if (!task.IsCompletedSuccessfully)
        {
            task.GetAwaiter().GetResult();
        }

        if (features.StatusCode != 200 || features.BytesWritten != RequestHost.BodyLength)
        {
            throw new InvalidDataException($"{features.StatusCode}, {features.BytesWritten} bytes.");
        }
    }

    private static async Task OverLoopbackAsync(string title, Contestant[] contestants, int bodyLength, int rounds, int batches)
    {
        Machine.Print(title);
        var hosts = await StartAllAsync(contestants, inProcess: false, bodyLength);
        var clients = new List<LoopbackClient>();
        var measures = hosts.Select((host, i) =>
        {
            if (contestants[i].Status == 304)
            {
                // There must be something that has not changed.
                using var warmer = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{host.Port}") };
                for (var key = 0; key < RequestHost.Keys; key++)
                {
                    warmer.GetByteArrayAsync(RequestHost.Path + RequestHost.QueryOf(key)).GetAwaiter().GetResult();
                }
            }

            var own = Enumerable.Range(0, Connections).Select(seed => new LoopbackClient(host.Port, seed, contestants[i])).ToArray();
            clients.AddRange(own);
            return (Func<Sample>)(() => Sample.Take(Connections * batches * LoopbackClient.Depth, () =>
                Task.WhenAll(own.Select(client => Task.Run(async () =>
                {
                    for (var batch = 0; batch < batches; batch++)
                    {
                        await client.RunBatchAsync();
                    }
                }))).GetAwaiter().GetResult()));
        }).ToArray();
        await ReportAsync(contestants, hosts, measures, rounds, areHits: true);
        clients.ForEach(static client => client.Dispose());
    }

    private static async Task<RequestHost[]> StartAllAsync(Contestant[] contestants, bool inProcess, int bodyLength)
    {
        var hosts = new List<RequestHost>();
        foreach (var contestant in contestants)
        {
            hosts.Add(await RequestHost.StartAsync(contestant.Variant, inProcess, bodyLength));
        }

        return [.. hosts];
    }

    private static async Task ReportAsync(Contestant[] contestants, RequestHost[] hosts, Func<Sample>[] measures, int rounds, bool areHits)
    {
        Rounds.WarmUp(measures);
        var runs = Array.ConvertAll(hosts, static host => host.Runs);
        var samples = Rounds.Run(rounds, measures);
        for (var i = 0; i < hosts.Length; i++)
        {
            if (areHits && contestants[i].IsHit && hosts[i].Runs != runs[i])
            {
                throw new InvalidOperationException($"{contestants[i].Name}: the handler ran {hosts[i].Runs - runs[i]} times; these are not all hits.");
            }
        }

        // What the others are compared with.
        var references = Enumerable.Range(0, contestants.Length - 2).Take(4).ToArray();
        Console.WriteLine($"| | requests/s {string.Concat(references.Select(reference => $"| against {contestants[reference].Name} "))}| processor time against {contestants[0].Name} | bytes a request | beside those of {contestants[0].Name} |");
        Console.WriteLine($"| --- | ---: {string.Concat(references.Select(static _ => "| ---: "))}| ---: | ---: | ---: |");
        for (var i = 0; i < contestants.Length; i++)
        {
            var own = samples[i];
            var bytes = Rounds.Median(own.Select(static sample => sample.Bytes));
            Console.WriteLine(
                $"| {contestants[i].Name} | {1e9 / Rounds.Median(own.Select(static sample => sample.Nanoseconds)):N0} "
                + string.Concat(references.Select(reference => $"| {Ratio(samples[reference], own, static sample => sample.Nanoseconds)} "))
                + $"| {Ratio(samples[0], own, static sample => sample.ProcessorNanoseconds)} "
                + $"| {bytes:N0} | {bytes - Rounds.Median(samples[0].Select(static sample => sample.Bytes)):N0} |");
        }

        Console.WriteLine();
        Console.WriteLine($"{rounds} rounds, all in turn; medians, in brackets the middle half of the rounds.");
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }
    }

    private static string Ratio(Sample[] reference, Sample[] own, Func<Sample, double> value)
    {
        var ratios = Rounds.Ratios(reference, own, value);
        return $"{Rounds.Median(ratios):F3} ({Rounds.Quantile(ratios, 0.25):F2} to {Rounds.Quantile(ratios, 0.75):F2})";
    }
}
