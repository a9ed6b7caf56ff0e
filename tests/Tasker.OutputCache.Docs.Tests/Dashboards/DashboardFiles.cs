using System.Text.Json;
using System.Text.RegularExpressions;
using Tasker.OutputCache.TestUtilities;

namespace Tasker.OutputCache.Docs.Tests.Dashboards;

/// <summary>The dashboard and the rules, as they are in <c>docs/dashboards</c>.</summary>
internal static partial class DashboardFiles
{
    public const string Rules = "tasker-cache.rules.yml";

    public static string Folder { get; } = Repository.PathOf("docs", "dashboards");

    public static string RulesPath { get; } = Path.Combine(Folder, Rules);

    /// <summary>Gets the files with unit tests of the rules.</summary>
    public static IReadOnlyList<string> RuleTests { get; } = [.. Directory.GetFiles(Folder, "*.tests.yml").Select(static file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public static JsonElement Dashboard { get; } = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "tasker-cache.json"))).RootElement;

    public static IReadOnlyList<JsonElement> Rows { get; } = [.. All().Where(static panel => panel.GetProperty("type").GetString() == "row")];

    public static IReadOnlyList<JsonElement> Panels { get; } = [.. All().Where(static panel => panel.GetProperty("type").GetString() != "row")];

    /// <summary>Gets the queries of all panels, with the panel that each is for.</summary>
    public static IReadOnlyList<(string Panel, string Query)> Queries { get; } =
    [
        .. Panels.SelectMany(static panel => panel.GetProperty("targets").EnumerateArray()
            .Select(target => (panel.GetProperty("title").GetString()!, target.GetProperty("expr").GetString()!))),
    ];

    /// <summary>Gets the names of the alerts.</summary>
    public static IReadOnlyList<string> Alerts { get; } = [.. Alert().Matches(File.ReadAllText(RulesPath)).Select(static alert => alert.Groups[1].Value)];

    /// <summary>Returns a query as Grafana sends it, with all values of its variables.</summary>
    public static string Resolve(string query) =>
        Variable().Replace(query.Replace("$__rate_interval", "1m", StringComparison.Ordinal), ".*");

    private static IEnumerable<JsonElement> All() => Dashboard.GetProperty("panels").EnumerateArray();

    [GeneratedRegex(@"^ +- alert: (\w+)$", RegexOptions.Multiline)]
    private static partial Regex Alert();

    [GeneratedRegex(@"\$(job|instance|resource)\b")]
    private static partial Regex Variable();
}
