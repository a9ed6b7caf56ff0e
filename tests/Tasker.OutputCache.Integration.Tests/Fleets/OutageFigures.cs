using System.Globalization;
using System.Text;

namespace Tasker.OutputCache.Integration.Tests.Fleets;

/// <summary>What one fault did to the requests of three instances.</summary>
/// <param name="Healthy">The 99th percentile of the time of a request before the fault.</param>
/// <param name="Outage">The same during the fault.</param>
/// <param name="Slowest">The slowest request during the fault.</param>
/// <param name="Back">How long after the fault every instance shared again.</param>
/// <param name="Problems">What must not have been.</param>
internal sealed record OutageFigures(
    string Fault, TimeSpan Healthy, TimeSpan Outage, TimeSpan Slowest, TimeSpan Back, LoadReport Report, IReadOnlyList<string> Problems)
{
    /// <summary>Returns the figures as a table in Markdown, for the page about performance.</summary>
    public static string ToTable(IEnumerable<OutageFigures> figures)
    {
        var table = new StringBuilder();
        table.AppendLine("| fault | requests | failed | p99 before, ms | p99 during, ms | slowest, ms | evictions | stalest: strict, ms | bounded, ms | offline, ms | shared again after, ms |");
        table.AppendLine("| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |");
        foreach (var row in figures)
        {
            table.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {row.Fault} | {row.Report.Reads} | {row.Report.Failed} | {row.Healthy.TotalMilliseconds:0} | {row.Outage.TotalMilliseconds:0} | {row.Slowest.TotalMilliseconds:0} | {row.Report.Evictions} | {row.Report.Staleness("strict")} | {row.Report.Staleness("bounded")} | {row.Report.Staleness("offline")} | {row.Back.TotalMilliseconds:0} |");
        }

        return table.ToString();
    }
}
