
namespace Tasker.OutputCache.Integration.Tests.Soak;

/// <summary>What the rounds of a soak found for one resource.</summary>
internal sealed record SoakTotals(long Reads, long Hits, long Failed, long Stale, TimeSpan LargestStaleness)
{
    public static SoakTotals Of(IEnumerable<LoadReport> rounds, string resource)
    {
        var reports = rounds.Select(round => round.Resources[resource]).ToArray();
        var failed = reports.Sum(static report => report.Violations.LongCount(static violation => violation.Reason == "failed"));
        return new SoakTotals(
            reports.Sum(static report => (long)report.Reads),
            reports.Sum(static report => report.Sources.Where(static source => source.Key.StartsWith("tasker; hit", StringComparison.Ordinal)).Sum(static source => (long)source.Value)),
            failed,
            reports.Sum(static report => (long)report.Violations.Count) - failed,
            reports.Select(static report => report.LargestStaleness).Append(TimeSpan.Zero).Max());
    }
}
