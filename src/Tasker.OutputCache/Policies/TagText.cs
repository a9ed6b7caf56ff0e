namespace Tasker.OutputCache.Policies;

/// <summary>The spelling of tags: what stands in the eviction log and in the header of an entry.</summary>
/// <remarks>
/// A literal is escaped (<c>analytics</c>, <c>analytics/performance</c>, <c>order%3A7</c>), and so holds none of the signs that mark the others:
/// composites (<c>analytics|namespace=payments,status=*</c>), keys (<c>key:</c>), paths (<c>path:</c>), everything (<c>*</c>) and soft evictions (<c>~</c> in front).
/// </remarks>
internal static class TagText
{
    /// <summary>The value of a dimension by which a response is not filtered.</summary>
    public const string Any = "*";

    private const string KeyMark = "key:";

    private const string PathMark = "path:";

    /// <summary>The tag of entries whose path is none of their route. No path begins with a question mark.</summary>
    public const string StrayPath = PathMark + "?";

    /// <summary>The tag of entries of the framework's own policies.</summary>
    public const string PlainPath = PathMark + "?plain";

    /// <summary>Says whether a tag is that of one key.</summary>
    public static bool IsOfKey(string tag) => tag.StartsWith(KeyMark, StringComparison.Ordinal);

    /// <summary>Says whether a tag is that of one key or one path.</summary>
    public static bool IsOfKeyOrPath(string tag) => IsOfKey(tag) || tag.StartsWith(PathMark, StringComparison.Ordinal);

    /// <summary>Returns the one spelling of a name of a resource, an endpoint or a dimension.</summary>
    // Configuration keys and query parameters don't know case; tags do.
    public static string NormalizeName(string name) => name.ToLowerInvariant();

    /// <summary>Returns the tag for a string from a user, escaped and bounded.</summary>
    public static string ForLiteral(ReadOnlySpan<char> text)
    {
        var writer = new KeyWriter(stackalloc char[256]);
        try
        {
            KeyEscaping.AppendTag(ref writer, text);
            return writer.ToString();
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <summary>Returns the value of a dimension as composite tags spell it, escaped and bounded.</summary>
    public static string ForValue(ReadOnlySpan<char> value)
    {
        var writer = new KeyWriter(stackalloc char[256]);
        try
        {
            KeyEscaping.AppendTagValue(ref writer, value);
            return writer.ToString();
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <summary>Returns the value that <see cref="ForValue"/> has escaped, or <see langword="null"/> if it was too long and is a hash.</summary>
    public static string? Unescape(string value) => KeyEscaping.Unescape(value);

    /// <summary>Returns the tag that only the entry with this key carries.</summary>
    public static string ForKey(ReadOnlySpan<char> key) => string.Concat(KeyMark, key);

    /// <summary>Returns the tag of all entries of a path.</summary>
    /// <param name="path">The path in the form in which it is compared, see <see cref="RequestPath"/>; empty for the root.</param>
    public static string ForPath(string path)
    {
        var writer = new KeyWriter(stackalloc char[256]);
        try
        {
            writer.Append(PathMark);
            if (path.Length == 0)
            {
                writer.Append('/');
            }

            KeyEscaping.AppendPath(ref writer, path);
            return writer.ToString();
        }
        finally
        {
            writer.Dispose();
        }
    }
}
