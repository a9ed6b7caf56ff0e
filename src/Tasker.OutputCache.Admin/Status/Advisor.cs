using System.Globalization;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Admin.Bodies;
using Tasker.OutputCache.Admin.Bodies.Memory;

namespace Tasker.OutputCache.Admin.Status;

/// <summary>Says what a change of the configuration would bring. Every line has the figures that it stands on; <see cref="MissCounts"/> has the thresholds, for the log as well.</summary>
internal static class Advisor
{
    // In percent of the look-ups: less is not worth the memory.
    private const double SmallestGain = 1;

    private const double BytesOfMebibyte = 1024 * 1024;

    private static readonly string Cold = MissReasonText.Of(MissReason.Cold);
    private static readonly string Expired = MissReasonText.Of(MissReason.Expired);
    private static readonly string Capacity = MissReasonText.Of(MissReason.Capacity);

    /// <summary>Says what would help single endpoints.</summary>
    public static IEnumerable<string> Advise(IEnumerable<ResourceStatsBody> resources) =>
        resources.SelectMany(static resource => resource.Endpoints.SelectMany(endpoint => Advise($"{resource.Name}/{endpoint.Name}", endpoint)));

    private static IEnumerable<string> Advise(string name, EndpointStatsBody endpoint)
    {
        var counts = new MissCounts(
            endpoint.Hits,
            endpoint.Misses.Values.Sum(),
            endpoint.Misses.GetValueOrDefault(Cold),
            endpoint.Misses.GetValueOrDefault(Expired),
            endpoint.Misses.GetValueOrDefault(Capacity));
        if (counts.MemoryIsTooSmall)
        {
            yield return Text($"{name}: {100.0 * counts.Capacity / counts.Asked:0.0} % of the requests found that memory had pushed their entry out. What more memory would bring stands beside the memory's figures.");
        }

        if (counts.EntriesEndByTime)
        {
            yield return Text($"{name}: {100.0 * counts.Expired / counts.Misses:0} % of the misses found an entry that nothing had evicted and whose time had passed. Where evictions cover what the handler reads, a longer ttl_seconds makes hits of them; a stale window answers them at once.");
        }

        if (counts.KeysHardlyRepeat)
        {
            yield return Text($"{name}: {100.0 * counts.Cold / counts.Asked:0} % of the requests have a key that was not seen before. Something with many values is in the key: look at its parameters under Endpoints, and declare fewer of them, or rounder values.");
        }
    }

    /// <summary>Says what more memory would bring: the smallest of the sizes that are worth it.</summary>
    public static IEnumerable<string> Advise(MemoryBody memory)
    {
        if (memory.PushedOut + memory.Refused == 0 || Array.Find(memory.Forecast, static point => point.Room == 1) is not { } now)
        {
            yield break;
        }

        if (Array.Find(memory.Forecast, point => point.Room > 1 && point.HitRate >= now.HitRate + SmallestGain) is { } more)
        {
            yield return Text($"Memory: {Sizes(memory, more)} would answer {more.HitRate:0.0} % of the look-ups in memory, instead of {now.HitRate:0.0} %: {more.HitRate - now.HitRate:0.0} points more. Estimated from a sample of the keys.");
        }
    }

    private static string Sizes(MemoryBody memory, MemoryForecastBody more)
    {
        var bytes = Text($"memory.max_bytes of {more.MaxBytes / BytesOfMebibyte:0} MiB");
        var entries = Text($"memory.max_capacity of {more.MaxEntries:N0}");
        return (more.MaxBytes > memory.MaxBytes, more.MaxEntries > memory.MaxEntries) switch
        {
            (true, true) => $"{bytes} and {entries}",
            (true, false) => bytes,
            _ => entries,
        };
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
