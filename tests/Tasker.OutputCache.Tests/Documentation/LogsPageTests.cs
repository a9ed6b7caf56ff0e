using System.Reflection;
using System.Text.RegularExpressions;
using Tasker.Caching.Engine;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Tests.Documentation;

/// <summary><c>docs/logs.md</c> explains every word that the cache says about a request, and no word that it does not say.</summary>
public sealed partial class LogsPageTests
{
    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs", "logs.md"));

    [Fact]
    public void Page_Reasons_AreThoseOfTheCacheEachWithItsMeaning()
    {
        var reasons = typeof(BypassReason).GetFields(BindingFlags.Public | BindingFlags.Static).Select(static field => (string)field.GetRawConstantValue()!).ToHashSet();

        var rows = ReasonRows().ToArray();

        // Inputs have no end; the page shows some.
        var words = rows.SelectMany(static row => row.Words).Where(word => reasons.Contains(word) || !word.StartsWith(BypassReason.Undeclared, StringComparison.Ordinal));
        Assert.Equal(reasons.Order(StringComparer.Ordinal), words.Distinct().Order(StringComparer.Ordinal));
        Assert.All(rows, static row => Assert.Matches(@"\w+ \w+", row.Meaning));
    }

    // The rows of the tables whose first column is a detail.
    private static IEnumerable<(string[] Words, string Meaning)> ReasonRows()
    {
        var isReasons = false;
        foreach (var line in Page.Split('\n'))
        {
            isReasons = line.StartsWith("| `detail` of ", StringComparison.Ordinal) || (isReasons && line.StartsWith('|'));
            if (isReasons && line.Split('|', 3) is [_, var first, var meaning] && !first.Contains("`detail`", StringComparison.Ordinal) && Words(first) is { Length: > 0 } words)
            {
                yield return (words, meaning);
            }
        }
    }

    [Fact]
    public void Page_Outcomes_AreThoseOfTheCache()
    {
        var outcomes = Enum.GetValues<CacheOutcome>().Select(CacheOutcomeName.Of).Append(CacheOutcomeName.BypassPrefix).Distinct();

        // Beside them stand names of the metrics, which have dots.
        var section = Page.Split("\n## Outcomes\n")[1].Split("```")[0];
        var words = Words(section).Select(static word => word.Replace("...", "", StringComparison.Ordinal)).Where(static word => !word.Contains('.', StringComparison.Ordinal));

        Assert.Equal(outcomes.Order(StringComparer.Ordinal), words.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Page_NameOfTheMeter_IsThere() => Assert.Contains($"`{CacheMetrics.MeterName}`", Page, StringComparison.Ordinal);

    private static string[] Words(string text) => [.. Word().Matches(text).Select(static match => match.Groups[1].Value)];

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Word();
}
