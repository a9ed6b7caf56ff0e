using System.Globalization;
using Tasker.OutputCache.Benchmarks.Measuring;
using Tasker.OutputCache.Benchmarks.Requests;
using Tasker.OutputCache.TestUtilities.Processes;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.OutputCache.Benchmarks.Scaling;

/// <summary>One to three processes over one Redis, each number with keys of its own.</summary>
internal static class InstanceScaling
{
    private const int Most = 3;
    private const int Connections = 12;

    public static int Run(string[] args)
    {
        var rounds = Arguments.Get(args, "rounds", 15);
        var milliseconds = Arguments.Get(args, "milliseconds", 250);
        RunAsync(rounds, TimeSpan.FromMilliseconds(milliseconds)).GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync(int rounds, TimeSpan duration)
    {
        await using var redis = await RedisServer.StartNewAsync();
        foreach (var place in new[] { Place.Near, Place.Far })
        {
            await RunAsync(place, redis, rounds, duration);
        }
    }

    private static async Task RunAsync(Place place, RedisServer redis, int rounds, TimeSpan duration)
    {
        Machine.Print($"{(place == Place.Near ? "Near" : "Far")} hits of 4 KB, our middleware, 1 to {Most} instances on one Redis, {Connections} connections in all, on the same machine");
        var contestant = new Contestant(Variant.TaskerMiddleware) { Place = place };
        var fleets = new List<HostProcess[]>();
        for (var count = 1; count <= Most; count++)
        {
            var arguments = new[] { "instance", redis.Url, $"{place}{count}", place == Place.Far ? "far" : "near" };
            fleets.Add(await Task.WhenAll(Enumerable.Range(0, count).Select(_ => HostProcess.StartAsync(
                new HostProcessOptions { Assembly = "Tasker.OutputCache.Benchmarks.dll", Arguments = arguments }))));
        }

        var runs = new List<int>();
        foreach (var fleet in fleets)
        {
            runs.Add(await FillAsync(fleet));
        }

        var groups = fleets.Select(fleet => new LoadGroup([.. fleet.Select(static host => host.Address.Port)], Connections, contestant)).ToArray();
        var measures = Array.ConvertAll(groups, group => (Func<LoadSample>)(() => group.Run(duration)));
        Rounds.Run(Math.Max(2, rounds / 3), measures);
        var samples = Rounds.Run(rounds, measures);

        Console.WriteLine($"| instances | requests/s | against one | p50, µs | p99, µs | handler runs for {RequestHost.Keys:N0} cold responses, asked of every instance |");
        Console.WriteLine("| ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var (i, own) in samples.Index())
        {
            var ratios = Rounds.Ratios(own, samples[0], static sample => sample.PerSecond);
            Console.WriteLine(
                $"| {i + 1} | {Rounds.Median(own.Select(static sample => sample.PerSecond)):N0} "
                + $"| {Rounds.Median(ratios):F2} ({Rounds.Quantile(ratios, 0.25):F2} to {Rounds.Quantile(ratios, 0.75):F2}) "
                + $"| {Rounds.Median(own.Select(static sample => sample.Median)):N0} | {Rounds.Median(own.Select(static sample => sample.Slow)):N0} | {runs[i]:N0} |");
        }

        Console.WriteLine();
        Console.WriteLine($"{rounds} rounds, all in turn; medians, in brackets the middle half. Instances, Redis and client share the processors: what is to be seen is the cost of sharing, not of more machines.");
        Array.ForEach(groups, static group => group.Dispose());
        foreach (var host in fleets.SelectMany(static fleet => fleet))
        {
            await host.DisposeAsync();
        }
    }

    /// <summary>Asks every instance for everything, all at the same time.</summary>
    /// <returns>How often the handlers ran in all.</returns>
    private static async Task<int> FillAsync(HostProcess[] fleet)
    {
        await Parallel.ForAsync(0, RequestHost.Keys * fleet.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 * fleet.Length }, async (number, token) =>
            await fleet[number % fleet.Length].Client.GetByteArrayAsync(new Uri(RequestHost.Path + RequestHost.QueryOf(number / fleet.Length), UriKind.Relative), token));
        var runs = 0;
        foreach (var host in fleet)
        {
            runs += int.Parse(await host.Client.GetStringAsync(new Uri(RequestHost.RunsPath, UriKind.Relative)), CultureInfo.InvariantCulture);
        }

        return runs;
    }
}
