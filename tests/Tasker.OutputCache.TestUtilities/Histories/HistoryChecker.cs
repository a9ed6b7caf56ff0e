using System.Diagnostics;

namespace Tasker.OutputCache.TestUtilities.Histories;

/// <summary>Looks for reads that must not have been.</summary>
public static class HistoryChecker
{
    private static readonly RowTimeline _untouched = new([], []);

    public static HistoryReport Check(History history, HistoryRules rules)
    {
        var commits = history.Operations.OfType<CommitOperation>().ToArray();
        var evictions = history.Operations.OfType<EvictOperation>().ToArray();
        var reads = history.Operations.OfType<ReadOperation>().ToArray();
        var rows = Timelines(commits, evictions);

        var violations = new List<HistoryViolation>();
        var staleReads = 0;
        ReadOperation? stalest = null;
        var largest = 0L;

        foreach (var read in reads)
        {
            var row = rows.GetValueOrDefault(read.Row, _untouched);
            if (Judge(read, row, rules) is { } reason)
            {
                violations.Add(new HistoryViolation(read, reason));
            }

            if (Staleness(read, row) is > 0 and var staleness)
            {
                staleReads++;
                (largest, stalest) = staleness > largest ? (staleness, read) : (largest, stalest);
            }
        }

        return new HistoryReport
        {
            Commits = commits.Length,
            Evictions = evictions.Length,
            Reads = reads.Length,
            StaleReads = staleReads,
            LargestStaleness = Stopwatch.GetElapsedTime(0, largest),
            StalestRead = stalest,
            Violations = violations,
            Sources = reads.GroupBy(read => read.Source).ToDictionary(source => source.Key, source => source.Count()),
        };
    }

    private static Dictionary<string, RowTimeline> Timelines(CommitOperation[] commits, EvictOperation[] evictions)
    {
        var evictionsOf = evictions.Where(eviction => eviction.Row is not null).ToLookup(eviction => eviction.Row);
        var evictionsOfAll = evictions.Where(eviction => eviction.Row is null).ToArray();

        return commits
            .GroupBy(commit => commit.Row)
            .ToDictionary(row => row.Key, row => new RowTimeline([.. row], evictionsOf[row.Key].Concat(evictionsOfAll)));
    }

    private static string? Judge(ReadOperation read, RowTimeline row, HistoryRules rules)
    {
        if (read.Version is not { } version)
        {
            return "failed";
        }

        if (!row.MayExist(version, read.End))
        {
            return "shows a version that was not committed";
        }

        if (rules.ReadYourEvictions && row.EvictedAt(version, read.Node) is { } evictedHere && read.Start > evictedHere)
        {
            return $"stale by {Milliseconds(read.Start - evictedHere)} on the node that evicted";
        }

        return row.EvictedAt(version) is { } evicted && read.Start > evicted && Stopwatch.GetElapsedTime(evicted, read.Start) > rules.MaximumStaleness
            ? $"stale by {Milliseconds(read.Start - evicted)}, allowed are {rules.MaximumStaleness.TotalMilliseconds} ms"
            : null;
    }

    private static string Milliseconds(long timestamps) => $"{Stopwatch.GetElapsedTime(0, timestamps).TotalMilliseconds:0.###} ms";

    private static long Staleness(ReadOperation read, RowTimeline row) =>
        read.Version is { } version && row.EvictedAt(version) is { } evicted ? read.Start - evicted : 0;
}
