using Tasker.OutputCache.Benchmarks.Measuring;

namespace Tasker.OutputCache.Benchmarks.Requests;

/// <summary>Whole requests for what is cached: our store against the framework's, and against no cache at all.</summary>
internal static class WholeRequests
{
    private const int Connections = 8;
    private static readonly Variant[] Variants = [Variant.Bare, Variant.Microsoft, Variant.Tasker];

    public static int Run(string[] args)
    {
        RunInProcessAsync(Arguments.Get(args, "rounds", 41), Arguments.Get(args, "passes", 4)).GetAwaiter().GetResult();
        RunLoopbackAsync(Arguments.Get(args, "rounds", 41), Arguments.Get(args, "batches", 150)).GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunInProcessAsync(int rounds, int passes)
    {
        Machine.Print("Requests in process, one thread, no sockets");
        var hosts = await StartAllAsync(inProcess: true);
        var queries = Enumerable.Range(0, RequestHost.Keys).Select(RequestHost.QueryOf).ToArray();
        new Random(1).Shuffle(queries);
        var measures = Array.ConvertAll(hosts, host =>
        {
            var server = host.InProcess;
            var features = new InProcessFeatures();
            return (Func<Sample>)(() => Sample.Take(passes * queries.Length, () =>
            {
                for (var pass = 0; pass < passes; pass++)
                {
                    foreach (var query in queries)
                    {
                        RunOne(server, features, query);
                    }
                }
            }));
        });
        await ReportAsync(hosts, measures, rounds);
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

    private static async Task RunLoopbackAsync(int rounds, int batches)
    {
        Machine.Print($"Requests over Kestrel on loopback, {Connections} connections, {LoopbackClient.Depth} requests in flight on each");
        var hosts = await StartAllAsync(inProcess: false);
        var clients = new List<LoopbackClient>();
        var measures = Array.ConvertAll(hosts, host =>
        {
            var own = Enumerable.Range(0, Connections).Select(seed => new LoopbackClient(host.Port, seed)).ToArray();
            clients.AddRange(own);
            return (Func<Sample>)(() => Sample.Take(Connections * batches * LoopbackClient.Depth, () =>
                Task.WhenAll(own.Select(client => Task.Run(async () =>
                {
                    for (var i = 0; i < batches; i++)
                    {
                        await client.RunBatchAsync();
                    }
                }))).GetAwaiter().GetResult()));
        });
        await ReportAsync(hosts, measures, rounds);
        clients.ForEach(static client => client.Dispose());
    }

    private static async Task<RequestHost[]> StartAllAsync(bool inProcess)
    {
        var hosts = new List<RequestHost>();
        foreach (var variant in Variants)
        {
            hosts.Add(await RequestHost.StartAsync(variant, inProcess));
        }

        return [.. hosts];
    }

    private static async Task ReportAsync(RequestHost[] hosts, Func<Sample>[] measures, int rounds)
    {
        // Fills the caches, and lets the compiler finish.
        Rounds.Run(Math.Max(10, rounds / 3), measures);
        var runs = Array.ConvertAll(hosts, static host => host.Runs);
        var samples = Rounds.Run(rounds, measures);
        for (var i = 0; i < hosts.Length; i++)
        {
            if (Variants[i] != Variant.Bare && hosts[i].Runs != runs[i])
            {
                throw new InvalidOperationException($"{Variants[i]}: the handler ran {hosts[i].Runs - runs[i]} times; these are not all hits.");
            }
        }

        Console.WriteLine("| | requests/s | against Microsoft's store | against the bare endpoint | per second of processor time, against Microsoft's | bytes a request | bytes beside the bare endpoint's |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        var bare = samples[(int)Variant.Bare];
        var microsoft = samples[(int)Variant.Microsoft];
        foreach (var variant in Variants)
        {
            var own = samples[(int)variant];
            var bytes = Rounds.Median(own.Select(static sample => sample.Bytes));
            Console.WriteLine(
                $"| {variant} | {1e9 / Rounds.Median(own.Select(static sample => sample.Nanoseconds)):N0} | {Ratio(microsoft, own, static sample => sample.Nanoseconds)} | {Ratio(bare, own, static sample => sample.Nanoseconds)} "
                + $"| {Ratio(microsoft, own, static sample => sample.ProcessorNanoseconds)} | {bytes:N0} | {bytes - Rounds.Median(bare.Select(static sample => sample.Bytes)):N0} |");
        }

        Console.WriteLine();
        Console.WriteLine($"{rounds} rounds, the variants in turn; medians, in brackets the middle half of the rounds.");
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
