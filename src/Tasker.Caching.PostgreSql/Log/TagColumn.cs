using Tasker.Caching.Backends;

namespace Tasker.Caching.PostgreSql.Log;

/// <summary>Tags as a column of text can hold them.</summary>
internal static class TagColumn
{
    /// <summary>Returns the tags, each once. One that PostgreSQL can't hold (a null character, half a surrogate pair) stands for everything: too much goes, never too little.</summary>
    public static string[] Of(IEnumerable<string> tags) =>
        [.. tags.Select(static tag => IsText(tag) ? tag : EvictedTag.Everything).Distinct(StringComparer.Ordinal)];

    private static bool IsText(string tag)
    {
        for (var i = 0; i < tag.Length; i++)
        {
            if (tag[i] == '\0' || (char.IsSurrogate(tag[i]) && !(i + 1 < tag.Length && char.IsSurrogatePair(tag[i], tag[++i]))))
            {
                return false;
            }
        }

        return true;
    }
}
