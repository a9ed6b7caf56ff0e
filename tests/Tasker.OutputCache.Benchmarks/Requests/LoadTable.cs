using Tasker.OutputCache.Benchmarks.Measuring;

namespace Tasker.OutputCache.Benchmarks.Requests;

/// <summary>Samples as a table in Markdown; ratios are of rounds, and say how far they spread.</summary>
internal static class LoadTable
{
    /// <param name="names">The first one is what the others are compared with.</param>
    public static void Print(IReadOnlyList<string> names, LoadSample[][] samples)
    {
        Console.WriteLine($"| | requests/s | against {names[0]} | p50, µs | p99, µs | processor time a request, µs | bytes a request |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var (i, own) in samples.Index())
        {
            Console.WriteLine(
                $"| {names[i]} | {Median(own, static sample => sample.PerSecond):N0} | {Ratio(own, samples[0])} "
                + $"| {Median(own, static sample => sample.Median):N0} | {Median(own, static sample => sample.Slow):N0} "
                + $"| {Median(own, static sample => sample.Processor):N0} | {Median(own, static sample => sample.Bytes):N0} |");
        }

        Console.WriteLine();
        Console.WriteLine($"{samples[0].Length} rounds, all in turn; medians, in brackets the middle half of the rounds.");
    }

    private static double Median(LoadSample[] samples, Func<LoadSample, double> value) => Rounds.Median(samples.Select(value));

    private static string Ratio(LoadSample[] own, LoadSample[] reference)
    {
        var ratios = Rounds.Ratios(own, reference, static sample => sample.PerSecond);
        return $"{Rounds.Median(ratios):F3} ({Rounds.Quantile(ratios, 0.25):F2} to {Rounds.Quantile(ratios, 0.75):F2})";
    }
}
