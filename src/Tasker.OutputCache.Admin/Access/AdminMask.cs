using System.Text;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Admin.Access;

/// <summary>Takes out of keys and tags who a user is, for viewers who may not see it: tenants, users and what was read from claims.</summary>
internal static class AdminMask
{
    private const string Masked = "***";
    private const char Separator = ':';

    // The longer mark first. Values of other parameters begin with none of them: they are escaped.
    private static readonly string[] Marks = ["@@", "@", KeyEscaping.ClaimMark];

    /// <summary>Says whether a key is that of one tenant, of one user, or of those who have a claim.</summary>
    public static bool IsPartitioned(string key)
    {
        foreach (var part in key.AsSpan().Split(Separator))
        {
            if (FindMark(key.AsSpan(part)) is not null)
            {
                return true;
            }
        }

        return false;
    }

    public static string Key(string key)
    {
        if (!IsPartitioned(key))
        {
            return key;
        }

        var masked = new StringBuilder(key.Length);
        foreach (var range in key.AsSpan().Split(Separator))
        {
            var part = key.AsSpan(range);
            masked.Append(masked.Length > 0 ? ":" : string.Empty);
            _ = FindMark(part) is { } mark ? masked.Append(mark).Append(Masked) : masked.Append(part);
        }

        return masked.ToString();
    }

    private static string? FindMark(ReadOnlySpan<char> part)
    {
        foreach (var mark in Marks)
        {
            if (part.StartsWith(mark, StringComparison.Ordinal))
            {
                return mark;
            }
        }

        return null;
    }

    /// <summary>Masks a tag: that of a key, or one whose dimensions are not for everybody's eyes.</summary>
    public static string Tag(string tag, ResourceTags resources)
    {
        if (TagText.IsOfKeyOrPath(tag))
        {
            return TagText.IsOfKey(tag) ? Key(tag) : tag;
        }

        // "dashboards/overview|@tenant=acme,range=7d": the signs stand nowhere else, and values have none of them.
        var bar = tag.IndexOf('|', StringComparison.Ordinal);
        if (bar < 0 || bar == tag.Length - 1)
        {
            return tag;
        }

        var resource = tag[..bar].Split('/')[0];
        var dimensions = tag[(bar + 1)..].Split(',');
        return $"{tag[..bar]}|{string.Join(',', dimensions.Select(dimension => Dimension(dimension, resource, resources)))}";
    }

    private static string Dimension(string dimension, string resource, ResourceTags resources)
    {
        var equals = dimension.IndexOf('=', StringComparison.Ordinal);
        var (name, value) = equals < 0 ? (string.Empty, dimension) : (dimension[..equals], dimension[(equals + 1)..]);
        return value == TagText.Any || resources.IsShown(resource, name) ? dimension : $"{name}={Masked}";
    }
}
