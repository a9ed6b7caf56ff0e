namespace Tasker.OutputCache.Keys;

/// <summary>Names of parameters within a tag: <c>thing:{id}</c>.</summary>
internal static class TagPlaceholders
{
    public static IEnumerable<string> NamesIn(string tag)
    {
        for (var start = tag.IndexOf('{', StringComparison.Ordinal); start >= 0; start = tag.IndexOf('{', start + 1))
        {
            var end = tag.IndexOf('}', start);
            if (end > start + 1)
            {
                yield return tag[(start + 1)..end];
            }
        }
    }

    /// <summary>Puts values in the place of names.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="valueOf">Returns the one value of a parameter, or <see langword="null"/> if it has none, or several.</param>
    /// <returns><see langword="null"/> if a value is missing: the response has no such tag then.</returns>
    public static string? Fill(string tag, Func<string, string?> valueOf)
    {
        foreach (var name in NamesIn(tag))
        {
            if (valueOf(name) is not { } value)
            {
                return null;
            }

            tag = tag.Replace($"{{{name}}}", value, StringComparison.Ordinal);
        }

        return tag;
    }
}
