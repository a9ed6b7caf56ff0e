using System.Globalization;

namespace Tasker.OutputCache.Responses.Control;

/// <summary>Reads a date in one of the three forms of RFC 9110, section 5.6.7, and in no other.</summary>
internal static class HttpDate
{
    private static readonly string[] Days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    private static readonly string[] LongDays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    private static readonly string[] Months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    /// <summary>Reads a date.</summary>
    /// <param name="text">The text. Case does not matter; spaces and signs do.</param>
    /// <param name="now">The current time, which tells the century of a year with two digits.</param>
    /// <param name="date">The date.</param>
    public static bool TryParse(ReadOnlySpan<char> text, DateTimeOffset now, out DateTimeOffset date)
    {
        text = text.Trim(" \t");
        var comma = text.IndexOf(',');
        return comma < 0 ? TryParseAsctime(text, out date)
            : comma == 3 ? TryParseFixed(text, out date)
            : TryParseRfc850(text, comma, now, out date);
    }

    // Sun, 06 Nov 1994 08:49:37 GMT
    private static bool TryParseFixed(ReadOnlySpan<char> text, out DateTimeOffset date)
    {
        date = default;
        return text.Length == 29
            && IndexOf(Days, text[..3]) >= 0
            && text[4] == ' ' && text[7] == ' ' && text[11] == ' ' && text[16] == ' '
            && IsGmt(text[25..])
            && TryMake(text[12..16], text[8..11], text[5..7], text[17..25], out date);
    }

    // Sunday, 06-Nov-94 08:49:37 GMT
    private static bool TryParseRfc850(ReadOnlySpan<char> text, int comma, DateTimeOffset now, out DateTimeOffset date)
    {
        date = default;
        var rest = text[(comma + 1)..];
        if (IndexOf(LongDays, text[..comma]) < 0
            || rest.Length != 23
            || rest[0] != ' ' || rest[3] != '-' || rest[7] != '-' || rest[10] != ' '
            || !IsGmt(rest[19..])
            || !TryParseDigits(rest[8..10], out var two))
        {
            return false;
        }

        // More than 50 years ahead is in the past.
        var year = now.Year - (now.Year % 100) + two;
        year += year > now.Year + 50 ? -100 : year < now.Year - 49 ? 100 : 0;
        return TryMake(year.ToString("0000", CultureInfo.InvariantCulture), rest[4..7], rest[1..3], rest[11..19], out date);
    }

    // Sun Nov  6 08:49:37 1994
    private static bool TryParseAsctime(ReadOnlySpan<char> text, out DateTimeOffset date)
    {
        date = default;
        if (text.Length != 24 || IndexOf(Days, text[..3]) < 0 || text[3] != ' ' || text[7] != ' ' || text[10] != ' ' || text[19] != ' ')
        {
            return false;
        }

        Span<char> day = [text[8] == ' ' ? '0' : text[8], text[9]];
        return TryMake(text[20..], text[4..7], day, text[11..19], out date);
    }

    private static bool TryMake(ReadOnlySpan<char> year, ReadOnlySpan<char> month, ReadOnlySpan<char> day, ReadOnlySpan<char> time, out DateTimeOffset date)
    {
        date = default;
        var monthNumber = IndexOf(Months, month) + 1;
        if (monthNumber == 0
            || time[2] != ':' || time[5] != ':'
            || !TryParseDigits(year, out var yearNumber)
            || !TryParseDigits(day, out var dayNumber)
            || !TryParseDigits(time[..2], out var hour)
            || !TryParseDigits(time[3..5], out var minute)
            || !TryParseDigits(time[6..], out var second)
            || yearNumber is < 1 or > 9999
            || dayNumber < 1 || dayNumber > DateTime.DaysInMonth(yearNumber, monthNumber)
            || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        // A leap second has no place in this calendar.
        date = new DateTimeOffset(yearNumber, monthNumber, dayNumber, hour, minute, Math.Min(second, 59), TimeSpan.Zero);
        return true;
    }

    private static bool TryParseDigits(ReadOnlySpan<char> text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool IsGmt(ReadOnlySpan<char> text) => text.Equals(" GMT", StringComparison.OrdinalIgnoreCase);

    private static int IndexOf(string[] names, ReadOnlySpan<char> text)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (text.Equals(names[i], StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }
}
