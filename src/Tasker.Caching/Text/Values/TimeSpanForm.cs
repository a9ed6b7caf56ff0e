using System.Globalization;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Text.Values;

/// <summary>Lengths of time: <c>1.02:00:00</c>.</summary>
internal sealed class TimeSpanForm() : ValueForm("timespan")
{
    public override string? TryFormat(ReadOnlySpan<char> text) =>
        text.Length <= MaximumLength && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) ? Format(value) : null;

    public static string Format(TimeSpan value) => value.ToString("c", CultureInfo.InvariantCulture);
}
