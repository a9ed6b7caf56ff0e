using System.Text;

namespace Tasker.Caching.Purging;

/// <summary>Regular expressions that find a response by one of its keys, whichever header has them.</summary>
internal static class PurgePattern
{
    // What no key has stands on either side. No blank, no quote and no backslash in it: a ban is a list of words.
    private const string Before = "(?:^|[^!#-+--~])(?:";
    private const string After = ")(?:$|[^!#-+--~])";

    /// <summary>Makes as many expressions as it takes.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="length">How long an expression may be. One that is longer has one key.</param>
    public static IEnumerable<string> Of(IReadOnlyList<string> keys, int length)
    {
        var pattern = new StringBuilder();
        foreach (var key in keys)
        {
            var escaped = Escape(key);
            if (pattern.Length > 0 && Before.Length + pattern.Length + escaped.Length + After.Length >= length)
            {
                yield return $"{Before}{pattern}{After}";
                pattern.Clear();
            }

            pattern.Append(pattern.Length > 0 ? "|" : string.Empty).Append(escaped);
        }

        if (pattern.Length > 0)
        {
            yield return $"{Before}{pattern}{After}";
        }
    }

    private static string Escape(string key)
    {
        var escaped = new StringBuilder(key.Length + 16);
        foreach (var character in key)
        {
            if (character is '.' or '*' or '+' or '?' or '|' or '(' or ')' or '[' or '{' or '$')
            {
                escaped.Append('[').Append(character).Append(']');
            }
            else
            {
                escaped.Append(character);
            }
        }

        return escaped.ToString();
    }
}
