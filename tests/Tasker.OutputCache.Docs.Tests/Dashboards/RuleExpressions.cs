namespace Tasker.OutputCache.Docs.Tests.Dashboards;

/// <summary>The expressions of a file of rules.</summary>
internal static class RuleExpressions
{
    private const string Key = "        expr: ";

    /// <summary>Returns them: what follows <c>expr</c>, or the block below it.</summary>
    public static IEnumerable<string> In(string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith(Key, StringComparison.Ordinal))
            {
                continue;
            }

            var first = lines[i][Key.Length..];
            yield return first == "|"
                ? string.Join('\n', lines.Skip(i + 1).TakeWhile(static line => line.StartsWith("          ", StringComparison.Ordinal)))
                : first;
        }
    }
}
