using System.Diagnostics;
using Tasker.OutputCache.Benchmarks.Measuring;

namespace Tasker.OutputCache.Benchmarks.Requests;

/// <summary>Many requests at once for a response that nobody has: how often the handler runs, and how long they all wait.</summary>
internal static class Stampede
{
    private const int Requests = 500;

    private static readonly Variant[] Variants = [Variant.Uncached, Variant.Microsoft, Variant.Tasker, Variant.TaskerMiddleware];

    public static int Run(string[] args)
    {
        RunAsync(Arguments.Get(args, "rounds", 15)).GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync(int rounds)
    {
        Machine.Print($"{Requests} requests at once for one cold response, handler of {RequestHost.UncachedTime.TotalMilliseconds} ms");
        var hosts = new List<RequestHost>();
        var clients = new List<HttpClient>();
        foreach (var variant in Variants)
        {
            var host = await RequestHost.StartAsync(variant, inProcess: false);
            host.HandlerTime = RequestHost.UncachedTime;
            hosts.Add(host);
            clients.Add(new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{host.Port}") });
        }

        var next = 0;
        var measures = hosts.Select((host, i) => (Func<(double Runs, double Milliseconds)>)(() => Measure(host, clients[i], next++))).ToArray();
        Rounds.Run(2, measures);
        var samples = Rounds.Run(rounds, measures);

        Console.WriteLine("| | runs of the handler, median | most | until all are answered, ms | middle half |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: |");
        foreach (var (i, own) in samples.Index())
        {
            var times = own.Select(static sample => sample.Milliseconds).ToArray();
            Console.WriteLine(
                $"| {Variants[i]} | {Rounds.Median(own.Select(static sample => sample.Runs)):N0} | {own.Max(static sample => sample.Runs):N0} "
                + $"| {Rounds.Median(times):N0} | {Rounds.Quantile(times, 0.25):N0} to {Rounds.Quantile(times, 0.75):N0} |");
        }

        Console.WriteLine();
        Console.WriteLine($"{rounds} rounds, all in turn. The client is in the same process, and opens a connection for each request that is under way.");
        clients.ForEach(static client => client.Dispose());
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }
    }

    private static (double Runs, double Milliseconds) Measure(RequestHost host, HttpClient client, int number)
    {
        var before = host.Runs;
        var start = Stopwatch.GetTimestamp();
        var target = new Uri($"{RequestHost.Path}?hours=24&namespace=cold{number}", UriKind.Relative);
        Task.WhenAll(Enumerable.Range(0, Requests).Select(_ => client.GetByteArrayAsync(target))).GetAwaiter().GetResult();
        return (host.Runs - before, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }
}
