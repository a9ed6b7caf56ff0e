using System.Globalization;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Text.Values;

/// <summary>Days: <c>2026-11-30</c>.</summary>
internal sealed class DateForm() : ValueForm("date")
{
    public override string? TryFormat(ReadOnlySpan<char> text) =>
        text.Length > MaximumLength ? null
        : DateOnly.TryParse(text, CultureInfo.InvariantCulture, out var value) ? Format(value)
        : DateTimeForm.TryParse(text, out var time) ? Format(DateOnly.FromDateTime(time))
        : null;

    public static string Format(DateOnly value) => value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
