using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Tasker.OutputCache.Responses;

/// <summary>Reads the header <c>Range</c> (RFC 9110, section 14.2).</summary>
internal static class ByteRange
{
    private const string Unit = "bytes=";

    /// <summary>Reads the one range that a request asks for.</summary>
    /// <param name="header">The header.</param>
    /// <param name="length">The length of the body; not zero.</param>
    /// <param name="offset">Where the range begins.</param>
    /// <param name="count">How many bytes it has; zero if there is nothing of it in the body.</param>
    /// <returns><see langword="false"/> if the header is to be ignored: it is malformed, of another unit, or asks for several ranges.</returns>
    public static bool TryRead(StringValues header, int length, out int offset, out int count)
    {
        offset = 0;
        count = 0;
        if (header is not [{ } text] || !text.StartsWith(Unit, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        // Empty elements of a list don't count.
        var range = text.AsSpan(Unit.Length).Trim(" \t,");
        var dash = range.IndexOf('-');
        if (range is "-" || dash < 0 || range.Contains(',') || !TryReadPosition(range[..dash], out var first) || !TryReadPosition(range[(dash + 1)..], out var last))
        {
            return false;
        }

        if (first is null)
        {
            count = (int)Math.Min(last!.Value, length);
            offset = length - count;
            return true;
        }

        if (last < first)
        {
            return false;
        }

        if (first < length)
        {
            offset = (int)first;
            count = (int)Math.Min(last ?? long.MaxValue, length - 1) - offset + 1;
        }

        return true;
    }

    private static bool TryReadPosition(ReadOnlySpan<char> text, out long? position)
    {
        position = null;
        if (text.IsEmpty)
        {
            return true;
        }

        if (text.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        // Longer than any body.
        position = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue;
        return true;
    }
}
