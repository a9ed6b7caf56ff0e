using System.Text;
using Tasker.Caching.Backends;

namespace Tasker.Caching.PostgreSql.Entries;

/// <summary>What of an entry is compared with another one: its magic and its stamp.</summary>
internal static class EntryStampText
{
    private const int Magic = 2;

    /// <summary>Returns the magic as four digits and the stamp as sixteen; <see langword="null"/> of what is no entry.</summary>
    public static string? Of(ReadOnlySpan<byte> value)
    {
        if (value.Length < FarEntryPrefix.StampOffset + FarEntryPrefix.StampLength)
        {
            return null;
        }

        var digits = value.Slice(FarEntryPrefix.StampOffset, FarEntryPrefix.StampLength);
        foreach (var digit in digits)
        {
            if (!char.IsAsciiHexDigit((char)digit))
            {
                return null;
            }
        }

        return Convert.ToHexStringLower(value[..Magic]) + Encoding.ASCII.GetString(digits);
    }
}
