using System.Security.Cryptography;
using System.Text;

namespace Tasker.Caching.PostgreSql.Entries;

/// <summary>Keys as the table can hold them: an index takes less than three kilobytes.</summary>
internal static class EntryKeys
{
    private const int Longest = 600;
    private const int Kept = 500;

    public static string Of(string key)
    {
        if (key.Length <= Longest && !key.Contains('\0', StringComparison.Ordinal))
        {
            return key;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.Unicode.GetBytes(key)));
        return $"{key.AsSpan(0, Math.Min(key.Length, Kept))}:{hash}".Replace('\0', ' ');
    }

    /// <summary>Returns the pattern of SQL for one with <c>*</c> and <c>?</c>.</summary>
    public static string Like(string pattern)
    {
        var like = new StringBuilder(pattern.Length);
        foreach (var c in pattern)
        {
            _ = c switch
            {
                '*' => like.Append('%'),
                '?' => like.Append('_'),
                '%' or '_' or '\\' => like.Append('\\').Append(c),
                _ => like.Append(c),
            };
        }

        return like.ToString();
    }
}
