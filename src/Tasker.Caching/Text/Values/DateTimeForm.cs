using System.Globalization;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Text.Values;

/// <summary>Dates with a time, as a clock shows them: in UTC if an offset is given, as they are if none is.</summary>
internal sealed class DateTimeForm() : ValueForm("datetime")
{
    private const string Pattern = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF";

    public override string? TryFormat(ReadOnlySpan<char> text) => text.Length <= MaximumLength && TryParse(text, out var value) ? value.ToString(Pattern, CultureInfo.InvariantCulture) : null;

    /// <summary>Returns the text of a value that is evicted. It says UTC, for dimensions that are points in time.</summary>
    public static string Format(DateTime value) => value.Kind == DateTimeKind.Unspecified
        ? value.ToString(Pattern, CultureInfo.InvariantCulture)
        : FormatUtc(value.ToUniversalTime());

    public static string FormatUtc(DateTime value) => value.ToString(Pattern, CultureInfo.InvariantCulture) + "Z";

    // A time alone means today, which is another day tomorrow.
    public static bool TryParse(ReadOnlySpan<char> text, out DateTime value) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.NoCurrentDateDefault, out value)
        && value.Year > 1;
}
