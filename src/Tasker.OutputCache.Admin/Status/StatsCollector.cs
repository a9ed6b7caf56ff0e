using System.Globalization;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Admin.Access;
using Tasker.OutputCache.Admin.Bodies;
using Tasker.OutputCache.Admin.Bodies.Memory;

namespace Tasker.OutputCache.Admin.Status;

/// <summary>Puts together what the administration shows of the past.</summary>
internal sealed class StatsCollector(CacheStatistics statistics, EvictionHistory evictions, NearTier near, NodeStatus status, TimeProvider clock)
{
    private const int TopKeys = 20;
    private const int TopTags = 50;
    private const int LatestEvictions = 20;
    private const double BytesOfMegabyte = 1024 * 1024;

    public StatsBody Read(AdminCaller caller)
    {
        var now = clock.GetUtcNow();
        var memory = ReadMemory();
        var resources = statistics.Endpoints.GroupBy(static endpoint => endpoint.Resource, StringComparer.OrdinalIgnoreCase).Select(ReadResource).OrderBy(static resource => resource.Name, StringComparer.Ordinal).ToArray();
        var outcomes = Sum(resources.Select(static resource => resource.Outcomes));
        return new StatsBody(
            now,
            statistics.Since,
            HitRateOf(outcomes),
            memory.Entries,
            string.Create(CultureInfo.InvariantCulture, $"{memory.Bytes / BytesOfMegabyte:0.0}MB"),
            [.. statistics.Keys.Top(TopKeys).Select(hitter => new TopKeyBody(caller.Key(hitter.Text), hitter.Count))],
            outcomes.Values.Sum(),
            HitsOf(outcomes),
            outcomes.Where(static outcome => IsBypass(outcome.Key)).Sum(static outcome => outcome.Value),
            resources.Sum(static resource => resource.HandlerRuns),
            resources.Sum(static resource => resource.SavedSeconds),
            outcomes,
            resources,
            [.. evictions.TopTags(TopTags).Select(hitter => new TagStatsBody(caller.Tag(hitter.Text), hitter.Count, hitter.LastAt, (now - hitter.LastAt).TotalSeconds))],
            memory,
            [.. statistics.FarOperations.OrderBy(static far => far.Operation, StringComparer.Ordinal).Select(ReadFar)],
            ReadEvictions(caller, LatestEvictions),
            [.. Advisor.Advise(resources), .. Advisor.Advise(memory)],
            status.Read());
    }

    /// <summary>Returns the latest evictions, the last first.</summary>
    public EvictionNoteBody[] ReadEvictions(AdminCaller caller, int count)
    {
        var now = clock.GetUtcNow();
        return
        [
            .. evictions.Latest(count).Select(note => new EvictionNoteBody(
                note.At, (now - note.At).TotalSeconds, [.. note.Tags.Select(caller.Tag)], note.TagCount, note.Mode, note.Result, note.By, note.Age?.TotalMilliseconds, note.Reason)),
        ];
    }

    private MemoryBody ReadMemory()
    {
        var held = near.GetStatistics();
        var options = near.Options;
        return new MemoryBody(held.Entries, options.MaxEntries, held.Bytes, options.MaxBytes, held.DroppedForCapacity, held.DroppedExpired, held.DroppedVoid, held.Refused, [.. near.Forecast().Select(BodyOf)]);
    }

    private static MemoryForecastBody BodyOf(NearForecast forecast) => new(forecast.Room, forecast.MaxBytes, forecast.MaxEntries, Math.Round(forecast.HitRate, 1));

    private static FarStatsBody ReadFar(FarStatistics far) =>
        new(far.Operation, far.Count, far.Failures, far.Count == 0 ? 0 : far.Time.TotalMilliseconds / far.Count);

    private static ResourceStatsBody ReadResource(IGrouping<string, EndpointStatistics> resource)
    {
        var endpoints = resource.Select(ReadEndpoint).OrderBy(static endpoint => endpoint.Name, StringComparer.Ordinal).ToArray();
        var outcomes = Sum(endpoints.Select(static endpoint => endpoint.Outcomes));
        return new ResourceStatsBody(
            resource.Key,
            HitRateOf(outcomes),
            outcomes.Values.Sum(),
            HitsOf(outcomes),
            endpoints.Sum(static endpoint => endpoint.HandlerRuns),
            endpoints.Sum(static endpoint => endpoint.SavedSeconds),
            outcomes,
            Sum(endpoints.Select(static endpoint => endpoint.NotStored)),
            endpoints);
    }

    private static EndpointStatsBody ReadEndpoint(EndpointStatistics endpoint)
    {
        var outcomes = endpoint.Outcomes();
        var runs = endpoint.HandlerRuns;
        var hits = HitsOf(outcomes);
        var mean = runs == 0 ? TimeSpan.Zero : endpoint.HandlerTime / runs;
        return new EndpointStatsBody(
            endpoint.Endpoint,
            HitRateOf(outcomes),
            outcomes.Values.Sum(),
            hits,
            runs,
            runs == 0 ? null : mean.TotalMilliseconds,
            mean.TotalSeconds * hits,
            outcomes,
            endpoint.NotStored(),
            endpoint.Misses(),
            endpoint.HandlerPercentile(0.5)?.TotalMilliseconds,
            endpoint.HandlerPercentile(0.95)?.TotalMilliseconds,
            endpoint.HandlerPercentile(0.99)?.TotalMilliseconds,
            endpoint.HitPercentile(0.5)?.TotalMilliseconds,
            endpoint.HitPercentile(0.95)?.TotalMilliseconds,
            endpoint.HitPercentile(0.99)?.TotalMilliseconds);
    }

    private static SortedDictionary<string, long> Sum(IEnumerable<SortedDictionary<string, long>> counts)
    {
        var sum = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, count) in counts.SelectMany(static counts => counts))
        {
            sum[name] = sum.GetValueOrDefault(name) + count;
        }

        return sum;
    }

    private static long HitsOf(SortedDictionary<string, long> outcomes) => outcomes.Where(static outcome => EndpointStatistics.IsHit(outcome.Key)).Sum(static outcome => outcome.Value);

    private static double HitRateOf(SortedDictionary<string, long> outcomes)
    {
        var asked = outcomes.Where(static outcome => !IsBypass(outcome.Key)).Sum(static outcome => outcome.Value);
        return asked == 0 ? 0 : Math.Round(100.0 * HitsOf(outcomes) / asked, 1);
    }

    private static bool IsBypass(string outcome) => outcome.StartsWith(CacheOutcomeName.BypassPrefix, StringComparison.Ordinal);
}
