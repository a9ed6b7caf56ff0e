using System.Globalization;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Text.Values;

/// <summary>Points in time, in UTC. Without an offset it is unknown which one is meant.</summary>
internal sealed class DateTimeOffsetForm() : ValueForm("instant")
{
    private const DateTimeStyles Style = DateTimeStyles.RoundtripKind | DateTimeStyles.NoCurrentDateDefault;

    public override string? TryFormat(ReadOnlySpan<char> text) =>
        text.Length <= MaximumLength
        && DateTime.TryParse(text, CultureInfo.InvariantCulture, Style, out var local) && local.Year > 1 && local.Kind != DateTimeKind.Unspecified
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var value)
            ? Format(value)
            : null;

    public static string Format(DateTimeOffset value) => DateTimeForm.FormatUtc(value.UtcDateTime);
}
