using System.Diagnostics;
using System.Diagnostics.Metrics;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Benchmarks.Measuring;

namespace Tasker.OutputCache.Benchmarks.Requests;

/// <summary>What a near hit takes while a listener counts the instruments of the cache, beside one without a listener.</summary>
internal static class WatchedHits
{
    private const int Hits = 500;

    public static int Run(string[] args)
    {
        RunAsync(Arguments.Get(args, "rounds", 61)).GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync(int rounds)
    {
        await using var host = await RequestHost.StartAsync(Variant.TaskerMiddleware, inProcess: true);
        Func<double>[] variants = [() => Measure(host), () => MeasureWatched(host)];
        Rounds.WarmUp(variants);
        var samples = Rounds.Run(rounds, variants);
        var more = samples[1].Zip(samples[0], static (watched, alone) => watched - alone).ToArray();

        Machine.Print("Near hits in process, with and without a listener");
        Console.WriteLine("| alone, ns | with a listener, ns | more, ns | requests a second |");
        Console.WriteLine("| ---: | ---: | ---: | ---: |");
        Console.WriteLine($"| {Rounds.Median(samples[0]):N0} | {Rounds.Median(samples[1]):N0} | {Rounds.Median(more):N0} | {Rounds.Median(samples[0]) / Rounds.Median(samples[1]):F2} |");
    }

    private static double MeasureWatched(RequestHost host)
    {
        var counted = 0L;
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, self) =>
            {
                if (instrument.Meter.Name == CacheMetrics.MeterName)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => counted += value);
        listener.Start();
        return Measure(host);
    }

    private static double Measure(RequestHost host)
    {
        var features = new InProcessFeatures();
        var startedAt = Stopwatch.GetTimestamp();
        for (var i = 0; i < Hits; i++)
        {
            features.Reset(RequestHost.Path, RequestHost.QueryOf(1));
            host.InProcess.ProcessAsync(features).GetAwaiter().GetResult();
        }

        return Stopwatch.GetElapsedTime(startedAt).TotalNanoseconds / Hits;
    }
}
