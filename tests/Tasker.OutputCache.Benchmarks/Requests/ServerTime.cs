using System.Diagnostics;
using System.Text;
using Tasker.OutputCache.Benchmarks.Measuring;

namespace Tasker.OutputCache.Benchmarks.Requests;

/// <summary>What a hit takes in the server and the application, on one thread and without sockets: differences of a tenth of a microsecond show, which drown in those of whole requests.</summary>
internal static class ServerTime
{
    private static readonly Variant[] Variants = [Variant.SameBytes, Variant.Bare, Variant.ByParameter, Variant.Microsoft, Variant.Tasker, Variant.TaskerMiddleware];

    public static int Run(string[] args)
    {
        var rounds = Arguments.Get(args, "rounds", 61);
        var length = Arguments.Get(args, "length", RequestHost.BodyLength);
        RunAsync("nothing between two requests", static () => { }, length, rounds).GetAwaiter().GetResult();
        using var sockets = new SocketPair();
        RunAsync("a socket is used between two requests, as it would be by them", sockets.Use, length, rounds).GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync(string title, Action between, int length, int rounds)
    {
        Machine.Print($"Hits of {length / 1024} KB through Kestrel on one thread, without sockets; {title}");
        var requests = Enumerable.Range(0, RequestHost.Keys).Select(static key => Encoding.ASCII.GetBytes(
            $"GET {RequestHost.Path}{RequestHost.QueryOf(key)} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nUser-Agent: benchmark\r\n\r\n")).ToArray();
        new Random(1).Shuffle(requests);
        var hosts = new List<RequestHost>();
        var measures = new List<Func<double>>();
        foreach (var variant in Variants)
        {
            var transport = new MemoryListenerFactory();
            hosts.Add(await RequestHost.StartAsync(variant, inProcess: false, length, transport: transport));
            var client = transport.Connect();
            measures.Add(() => Measure(client, requests, length, between));
        }

        Rounds.WarmUp([.. measures]);
        var samples = Rounds.Run(rounds, [.. measures]);
        Print(samples);
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }
    }

    private static double Measure(MemoryClient client, byte[][] requests, int length, Action between)
    {
        var ticks = 0L;
        foreach (var request in requests)
        {
            between();
            var start = Stopwatch.GetTimestamp();
            client.Ask(request, length);
            ticks += Stopwatch.GetTimestamp() - start;
        }

        return ticks * 1e9 / Stopwatch.Frequency / requests.Length;
    }

    private static void Print(double[][] samples)
    {
        Console.WriteLine($"| | ns | more than {Variants[0]}, ns |");
        Console.WriteLine("| --- | ---: | ---: |");
        for (var i = 0; i < Variants.Length; i++)
        {
            var more = samples[i].Zip(samples[0], static (own, reference) => own - reference).ToArray();
            Console.WriteLine($"| {Variants[i]} | {Rounds.Median(samples[i]):N0} | {Rounds.Median(more):N0} ({Rounds.Quantile(more, 0.25):N0} to {Rounds.Quantile(more, 0.75):N0}) |");
        }

        Console.WriteLine();
        Console.WriteLine($"{samples[0].Length} rounds, all in turn; medians, in brackets the middle half of the rounds.");
    }
}
