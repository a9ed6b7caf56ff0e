using System.Text.RegularExpressions;

namespace Tasker.OutputCache.Docs.Tests.Dashboards;

/// <summary>The metrics and labels that an expression of PromQL names.</summary>
internal static partial class PromQuery
{
    private static readonly HashSet<string> Words = ["and", "or", "unless", "by", "without", "on", "ignoring", "group_left", "group_right", "offset", "bool", "inf", "nan"];

    /// <summary>Returns each selector of an expression: its metric, and the labels of its matchers.</summary>
    public static IEnumerable<(string Metric, IReadOnlyList<string> Labels)> Selectors(string expression) =>
        Selector().Matches(WithoutGroupings(expression))
            .Where(static match => !Words.Contains(match.Groups["name"].Value))
            .Select(static match => (match.Groups["name"].Value, (IReadOnlyList<string>)[.. Matcher().Matches(match.Groups["matchers"].Value).Select(static label => label.Groups[1].Value)]));

    /// <summary>Returns the labels by which an expression groups or matches.</summary>
    public static IEnumerable<string> Groupings(string expression) =>
        Grouping().Matches(expression).SelectMany(static match => match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private static string WithoutGroupings(string expression) => Grouping().Replace(expression, " ");

    [GeneratedRegex(@"\b(?:by|without|on|ignoring|group_left|group_right) *\(([^)]*)\)")]
    private static partial Regex Grouping();

    // Not a number or a duration, which begin with a digit, and not a function, which a parenthesis follows.
    [GeneratedRegex(@"(?<![\w.$""~=])(?<name>[a-z_]\w*)\b(?! *\()(?:\{(?<matchers>[^}]*)\})?(?![^{]*\})")]
    private static partial Regex Selector();

    [GeneratedRegex(@"(\w+) *(?:=~|!~|!=|=)")]
    private static partial Regex Matcher();
}
