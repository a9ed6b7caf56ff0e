using System.Globalization;

namespace Tasker.OutputCache.Keys.Bodies;

/// <summary>Gives the spellings of one JSON number one form: <c>100</c>, <c>1e2</c> and <c>100.0</c> are <c>1e2</c>.</summary>
/// <remarks>It counts digits and never rounds. <c>-0</c> stays apart from <c>0</c>: floating-point numbers can tell them apart.</remarks>
internal static class JsonNumber
{
    // What no type of a handler can hold keeps its text.
    private const int LongestExponent = 9;

    // Plain digits of a value of a dimension, at most.
    private const int MostPlainDigits = 40;

    /// <summary>Returns the form of a number.</summary>
    /// <param name="text">The number as JSON spells it.</param>
    public static string Normalize(string text) => TryTakeApart(text, out var sign, out var digits, out var exponent)
        ? exponent == 0 ? sign + digits : string.Create(CultureInfo.InvariantCulture, $"{sign}{digits}e{exponent}")
        : text;

    /// <summary>Returns a number without an exponent, as evictions name it: <c>24</c>, <c>1.5</c>.</summary>
    /// <returns><see langword="null"/> if it has too many digits.</returns>
    public static string? ToPlain(string text)
    {
        if (!TryTakeApart(text, out var sign, out var digits, out var exponent) || Math.Abs(exponent) + digits.Length > MostPlainDigits)
        {
            return null;
        }

        if (exponent >= 0)
        {
            return digits == "0" ? digits : sign + digits + new string('0', (int)exponent);
        }

        var point = digits.Length + (int)exponent;
        return point > 0
            ? $"{sign}{digits[..point]}.{digits[point..]}"
            : $"{sign}0.{new string('0', -point)}{digits}";
    }

    private static bool TryTakeApart(string text, out string sign, out string digits, out long exponent)
    {
        sign = text.StartsWith('-') ? "-" : string.Empty;
        exponent = 0;
        var end = text.AsSpan().IndexOfAny('e', 'E');
        var mantissa = text.AsSpan(sign.Length, (end < 0 ? text.Length : end) - sign.Length);
        digits = string.Empty;
        if (end >= 0)
        {
            var written = text.AsSpan(end + 1);
            if (written.Length > LongestExponent || !long.TryParse(written, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
            {
                return false;
            }
        }

        var point = mantissa.IndexOf('.');
        var fraction = point < 0 ? default : mantissa[(point + 1)..];
        var whole = point < 0 ? mantissa : mantissa[..point];
        exponent -= fraction.Length;
        var all = string.Concat(whole, fraction).TrimStart('0');
        digits = all.TrimEnd('0');
        exponent += all.Length - digits.Length;
        if (digits.Length == 0)
        {
            (digits, exponent) = ("0", 0);
        }

        return true;
    }
}
