using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Tasker.Caching.Engine;

/// <summary>Gives the spellings of one value one form, without knowing its type: <c>07</c> and <c>7</c>, <c>True</c> and <c>true</c>, an identifier with and without hyphens.</summary>
/// <remarks>Where a route binds a value, these spellings may share an entry; where it does not, an eviction takes one path more.</remarks>
[Experimental(EngineFace.DiagnosticId)]
public static class PathFolding
{
    // Longer ones are no numbers, identifiers or dates.
    private const int MaximumLength = 100;

    private const DateTimeStyles DateStyles =
        DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.NoCurrentDateDefault | DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    private static readonly SearchValues<char> InDigits = SearchValues.Create("0123456789-");

    private static readonly SearchValues<char> InTimes = SearchValues.Create("0123456789-/:.,+ tzamp");

    /// <summary>Returns the form of a path in which spellings of the same path are equal.</summary>
    public static string Fold(string segment)
    {
        // Routing compares in upper case; names of tags are in lower case. Whatever is the same in one of them is the same.
        var text = segment.Trim().ToUpperInvariant().ToLowerInvariant();
        if (text.Length is 0 or > MaximumLength)
        {
            return text;
        }

        if (Guid.TryParse(text, out var guid))
        {
            text = guid.ToString("D");
            return text.AsSpan().ContainsAnyExcept(InDigits) ? text : FoldNumber(guid.ToString("N")) ?? text;
        }

        return text.AsSpan().ContainsAnyInRange('0', '9') ? FoldNumber(text) ?? FoldTime(text) ?? text : text;
    }

    private static string? FoldNumber(string text) =>
        decimal.TryParse(text, NumberStyles.Any, CultureInfo.InvariantCulture, out var number) ? number.ToString("G29", CultureInfo.InvariantCulture)
        : double.TryParse(text, NumberStyles.Any, CultureInfo.InvariantCulture, out var large) ? large.ToString("R", CultureInfo.InvariantCulture)
        : null;

    // Only what does not depend on the day on which it is read.
    private static string? FoldTime(string text)
    {
        if (text.AsSpan().ContainsAnyExcept(InTimes))
        {
            return null;
        }

        var isTimeOfDay = text.Contains(':', StringComparison.Ordinal) && !text.AsSpan().ContainsAny('-', '/');
        return (isTimeOfDay || HasYear(text)) && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateStyles, out var time)
            ? time.ToString("O", CultureInfo.InvariantCulture)
            : isTimeOfDay && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) ? span.ToString("c", CultureInfo.InvariantCulture)
            : null;
    }

    private static bool HasYear(string text)
    {
        var digits = 0;
        foreach (var character in text)
        {
            digits = char.IsAsciiDigit(character) ? digits + 1 : 0;
            if (digits == 4)
            {
                return true;
            }
        }

        return false;
    }
}
