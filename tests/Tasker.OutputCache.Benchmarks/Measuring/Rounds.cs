using System.Diagnostics;
using System.Runtime;

namespace Tasker.OutputCache.Benchmarks.Measuring;

/// <summary>Measures variants in turn, many short rounds in one process: what disturbs the machine disturbs them all.</summary>
internal static class Rounds
{
    // On a busy machine the compiler needs half a minute for what is called often, and takes it from those it compiles for.
    private const int QuietRounds = 4;
    private static readonly TimeSpan QuietTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromMinutes(2);

    /// <summary>Runs all variants until nothing is compiled any more. Then collects: what a cache holds has lived through many collections wherever it is measured.</summary>
    public static void WarmUp<T>(params Func<T>[] variants)
    {
        var (began, quietSince) = (Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp());
        for (var (quiet, compiled) = (0, 0L); (quiet < QuietRounds || Stopwatch.GetElapsedTime(quietSince) < QuietTime) && Stopwatch.GetElapsedTime(began) < LongestWarmUp;)
        {
            Run(1, variants);
            var now = JitInfo.GetCompiledMethodCount();
            (quiet, quietSince) = now == compiled ? (quiet + 1, quietSince) : (0, Stopwatch.GetTimestamp());
            compiled = now;
        }

        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        Run(1, variants);
    }

    /// <summary>Runs all variants in every round, each time beginning with another one.</summary>
    /// <returns>The samples by variant.</returns>
    public static T[][] Run<T>(int rounds, params Func<T>[] variants)
    {
        var samples = Array.ConvertAll(variants, _ => new T[rounds]);
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < variants.Length; i++)
            {
                var variant = (round + i) % variants.Length;
                samples[variant][round] = variants[variant]();
            }
        }

        return samples;
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Gets the value below which a fraction of the values lie.</summary>
    public static double Quantile(IEnumerable<double> values, double fraction)
    {
        var sorted = values.Order().ToArray();
        return sorted[(int)Math.Round((sorted.Length - 1) * fraction)];
    }

    /// <summary>Divides round by round, so that a slow moment of the machine counts on both sides.</summary>
    public static double[] Ratios<T>(T[] of, T[] to, Func<T, double> value) =>
        [.. of.Zip(to, (a, b) => value(a) / value(b))];
}
