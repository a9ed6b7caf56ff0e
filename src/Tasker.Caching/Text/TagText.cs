using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>The spelling of tags: what stands in the eviction log and in the header of an entry.</summary>
/// <remarks>
/// A literal is escaped (<c>analytics</c>, <c>analytics/performance</c>, <c>order%3A7</c>), and so holds none of the signs that mark the others:
/// composites (<c>analytics|namespace=payments,status=*</c>), keys (<c>key:</c>), paths (<c>path:</c>), everything (<c>*</c>) and soft evictions (<c>~</c> in front).
/// </remarks>
[Experimental(EngineFace.DiagnosticId)]
public static class TagText
{
    /// <summary>The value of a dimension by which a response is not filtered.</summary>
    public const string Any = "*";

    /// <summary>Longer values are not told to other processes: their dimension counts as not named.</summary>
    internal const int MaximumMeantLength = KeyEscaping.MaximumMeantLength;

    private const string HashMark = "%#";

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

    /// <summary>Gets the resource whose name a tag begins with, be it one or not; nothing for tags of keys and paths.</summary>
    internal static ReadOnlySpan<char> ResourceOf(string tag)
    {
        if (IsOfKeyOrPath(tag))
        {
            return default;
        }

        var end = tag.AsSpan().IndexOfAny('|', '/');
        return end < 0 ? tag : tag.AsSpan(0, end);
    }

    /// <summary>Says whether a tag is one of a resource, of its endpoints or of its dimensions, and not just any string.</summary>
    internal static bool MayBeOfResource(string tag) => tag.Contains('|', StringComparison.Ordinal) || TryFindResource(tag, out _);

    /// <summary>Finds the resource of a name: <c>analytics</c> for itself and for <c>analytics/performance</c>.</summary>
    /// <returns><see langword="false"/> if it is the name of no resource and of no endpoint.</returns>
    internal static bool TryFindResource(string name, out string resource)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        resource = slash < 0 ? name : name[..slash];
        return CacheName.FindFlaw(resource, CacheName.InResource) is null
            && (slash < 0 || CacheName.FindFlaw(name.AsSpan(slash + 1), CacheName.InResource) is null)
            && NormalizeName(name) == name;
    }

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

    /// <summary>Returns the value of a dimension as it was meant: escaped, and whole as far as it may be told to other processes.</summary>
    internal static string ForMeantValue(ReadOnlySpan<char> value)
    {
        var writer = new KeyWriter(stackalloc char[256]);
        try
        {
            KeyEscaping.AppendMeantValue(ref writer, value);
            return writer.ToString();
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <summary>Says whether a value is the hash of a long one.</summary>
    internal static bool IsHash(string value) => value.StartsWith(HashMark, StringComparison.Ordinal);

    /// <summary>Returns the tag that only the entry with this key carries.</summary>
    public static string ForKey(ReadOnlySpan<char> key) => string.Concat(KeyMark, key);

    /// <summary>Returns the tag of all entries of a path.</summary>
    /// <param name="path">The path in the form in which it is compared, folded and without a slash at the end; empty for the root.</param>
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
