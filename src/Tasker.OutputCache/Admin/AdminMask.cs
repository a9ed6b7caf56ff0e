using System.Text;

namespace Tasker.OutputCache.Admin;

/// <summary>Takes tenants and users out of keys and tags, for those who may not see them.</summary>
internal static class AdminMask
{
    private const string Masked = "***";
    private const string KeyMark = ":@";
    private const char KeyEnd = ':';
    private const string TagMark = "@";

    /// <summary>Says whether a key is one tenant's or one user's. Values of parameters never begin with an at sign.</summary>
    public static bool IsPartitioned(string key) => key.Contains(KeyMark, StringComparison.Ordinal);

    public static string Key(string key)
    {
        var start = key.IndexOf(KeyMark, StringComparison.Ordinal);
        if (start < 0)
        {
            return key;
        }

        start += KeyMark.Length;
        start += start < key.Length && key[start] == '@' ? 1 : 0;
        var end = key.IndexOf(KeyEnd, start);
        return string.Concat(key.AsSpan(0, start), Masked, end < 0 ? default : key.AsSpan(end));
    }

    /// <summary>Masks a tag: that of a key, or one with partitions among its dimensions.</summary>
    public static string Tag(string tag)
    {
        if (IsPartitioned(tag))
        {
            return Key(tag);
        }

        if (!tag.Contains(TagMark, StringComparison.Ordinal))
        {
            return tag;
        }

        // "dashboards|@tenant=acme,range=7d": an at sign stands nowhere else but in front of a partition.
        var masked = new StringBuilder(tag.Length);
        var isHidden = false;
        var isInPartition = false;
        foreach (var character in tag)
        {
            isInPartition = character == '@' || (isInPartition && character != ',');
            if (!isInPartition || !isHidden)
            {
                isHidden = false;
                masked.Append(character);
            }

            if (isInPartition && !isHidden && character == '=')
            {
                isHidden = true;
                masked.Append(Masked);
            }
        }

        return masked.ToString();
    }
}
