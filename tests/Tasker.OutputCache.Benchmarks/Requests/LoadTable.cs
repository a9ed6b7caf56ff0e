using Tasker.OutputCache.Benchmarks.Measuring;

namespace Tasker.OutputCache.Benchmarks.Requests;

/// <summary>Samples as a table in Markdown; ratios are of rounds, and say how far they spread.</summary>
internal static class LoadTable
{
    /// <param name="names">The first of them are what the others are compared with.</param>
    /// <param name="samples">The samples of each.</param>
    /// <param name="references">How many they are compared with.</param>
    public static void Print(IReadOnlyList<string> names, LoadSample[][] samples, int references = 1)
    {
        Console.WriteLine($"| | requests/s |{string.Concat(names.Take(references).Select(static name => $" against {name} |"))} p50, µs | p99, µs | processor time a request, µs | bytes a request |");
        Console.WriteLine($"| --- | ---: |{string.Concat(Enumerable.Repeat(" ---: |", references))} ---: | ---: | ---: | ---: |");
        foreach (var (i, own) in samples.Index())
        {
            Console.WriteLine(
                $"| {names[i]} | {Median(own, static sample => sample.PerSecond):N0} |{string.Concat(samples.Take(references).Select(reference => $" {Ratio(own, reference)} |"))} "
                + $"{Median(own, static sample => sample.Median):N0} | {Median(own, static sample => sample.Slow):N0} "
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
