using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Tasker.OutputCache.TestUtilities;

namespace Tasker.OutputCache.Docs.Tests.Dashboards;

/// <summary>What <c>docs/metrics.md</c> says of the instruments, and the names that <c>docs/dashboards.md</c> promises for them.</summary>
internal static partial class MetricsPage
{
    /// <summary>Gets the rows of the tables. A test of the core compares their names, kinds and units with the meter.</summary>
    public static IReadOnlyList<(string Name, string Kind, string Unit, IReadOnlyList<string> Tags)> Rows { get; } =
    [
        .. Row().Matches(File.ReadAllText(Repository.PathOf("docs", "metrics.md")))
            .Select(static row => (row.Groups["name"].Value, row.Groups["kind"].Value, row.Groups["unit"].Value, (IReadOnlyList<string>)[.. Tag().Matches(row.Groups["tags"].Value).Select(static tag => tag.Groups[1].Value)])),
    ];

    /// <summary>Returns the name of a metric in Prometheus; of a histogram without <c>_bucket</c>, <c>_sum</c> and <c>_count</c>.</summary>
    public static string ExportedNameOf(string name, string unit, bool isCounter) =>
        name.Replace('.', '_')
        + unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        }
        + (isCounter ? "_total" : "");

    /// <summary>Returns the name of an instrument in Prometheus.</summary>
    public static string ExportedNameOf(Instrument instrument) =>
        ExportedNameOf(instrument.Name, instrument.Unit ?? "", instrument.GetType().Name.Split('`')[0] is "Counter" or "ObservableCounter");

    [GeneratedRegex(@"^\| `(?<name>tasker\.cache\.[a-z_.]+)` \| (?<kind>[a-z -]+) \| `?(?<unit>[^`|]+?)`? \|[^|]*\|(?<tags>[^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(tasker\.cache\.[a-z_.]+|error\.type)`")]
    private static partial Regex Tag();
}
