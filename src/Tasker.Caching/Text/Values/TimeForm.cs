using System.Globalization;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Text.Values;

/// <summary>Times of the day: <c>09:30:00</c>.</summary>
internal sealed class TimeForm() : ValueForm("time")
{
    public override string? TryFormat(ReadOnlySpan<char> text) =>
        text.Length <= MaximumLength && TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out var value) ? Format(value) : null;

    public static string Format(TimeOnly value) => value.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);
}
