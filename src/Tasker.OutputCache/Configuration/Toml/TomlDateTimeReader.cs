using System.Text;

namespace Tasker.OutputCache.Configuration.Toml;

/// <summary>Reads the dates and times of RFC 3339, with or without an offset.</summary>
internal static class TomlDateTimeReader
{
    private static ReadOnlySpan<byte> DaysInMonth => [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

    public static bool LooksLikeDate(ReadOnlySpan<byte> token) => token.Length > 4 && token[4] == '-' && AreDigits(token[..4]);

    public static bool LooksLikeTime(ReadOnlySpan<byte> token) => token.Length > 2 && token[2] == ':' && AreDigits(token[..2]);

    public static TomlValue Read(in TomlCursor cursor, ReadOnlySpan<byte> token, int start, TomlPosition position)
    {
        var rest = token;
        var kind = LooksLikeDate(token) ? ReadDate(ref rest) : ReadTime(ref rest) ? TomlValueKind.LocalTime : null;

        if (kind is null || !rest.IsEmpty)
        {
            throw cursor.Error(
                start,
                "expected a date or time that exists, such as 1979-05-27, 07:32:00 or 1979-05-27T07:32:00Z");
        }

        return new TomlValue(kind.Value, Encoding.ASCII.GetString(token), position);
    }

    private static TomlValueKind? ReadDate(ref ReadOnlySpan<byte> rest)
    {
        if (!TryReadNumber(ref rest, 4, 0, 9999, out var year)
            || !TryRead(ref rest, '-')
            || !TryReadNumber(ref rest, 2, 1, 12, out var month)
            || !TryRead(ref rest, '-')
            || !TryReadNumber(ref rest, 2, 1, CountDays(year, month), out _))
        {
            return null;
        }

        if (rest.IsEmpty)
        {
            return TomlValueKind.LocalDate;
        }

        if ((!TryRead(ref rest, 'T') && !TryRead(ref rest, 't') && !TryRead(ref rest, ' ')) || !ReadTime(ref rest))
        {
            return null;
        }

        return rest.IsEmpty ? TomlValueKind.LocalDateTime : ReadOffset(ref rest) ? TomlValueKind.OffsetDateTime : null;
    }

    private static bool ReadTime(ref ReadOnlySpan<byte> rest)
    {
        // 60 is a leap second.
        if (!TryReadNumber(ref rest, 2, 0, 23, out _)
            || !TryRead(ref rest, ':')
            || !TryReadNumber(ref rest, 2, 0, 59, out _)
            || !TryRead(ref rest, ':')
            || !TryReadNumber(ref rest, 2, 0, 60, out _))
        {
            return false;
        }

        if (!TryRead(ref rest, '.'))
        {
            return true;
        }

        var length = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        length = length < 0 ? rest.Length : length;
        rest = rest[length..];

        return length > 0;
    }

    private static bool ReadOffset(ref ReadOnlySpan<byte> rest) =>
        TryRead(ref rest, 'Z')
        || TryRead(ref rest, 'z')
        || ((TryRead(ref rest, '+') || TryRead(ref rest, '-'))
            && TryReadNumber(ref rest, 2, 0, 23, out _)
            && TryRead(ref rest, ':')
            && TryReadNumber(ref rest, 2, 0, 59, out _));

    private static int CountDays(int year, int month)
    {
        var isLeapYear = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return month == 2 && isLeapYear ? 29 : DaysInMonth[month - 1];
    }

    private static bool TryReadNumber(ref ReadOnlySpan<byte> rest, int digits, int minimum, int maximum, out int value)
    {
        value = 0;

        if (rest.Length < digits || !AreDigits(rest[..digits]))
        {
            return false;
        }

        foreach (var digit in rest[..digits])
        {
            value = (value * 10) + digit - '0';
        }

        rest = rest[digits..];
        return value >= minimum && value <= maximum;
    }

    private static bool TryRead(ref ReadOnlySpan<byte> rest, char expected)
    {
        if (rest.IsEmpty || rest[0] != expected)
        {
            return false;
        }

        rest = rest[1..];
        return true;
    }

    private static bool AreDigits(ReadOnlySpan<byte> token) => !token.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}
