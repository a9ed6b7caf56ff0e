using System.Text.RegularExpressions;

namespace Tasker.Caching.PostgreSql.Configuration;

/// <summary>The names that the schema of the tables may have: those that need no quotes.</summary>
internal static partial class SchemaName
{
    public static bool IsValid(string? text) => text is not null && Pattern().IsMatch(text);

    [GeneratedRegex(@"^[a-z_][a-z0-9_]{0,39}\z")]
    private static partial Regex Pattern();
}
