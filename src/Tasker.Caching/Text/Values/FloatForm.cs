using System.Globalization;
using System.Numerics;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Text.Values;

/// <summary>Binary fractions, in the shortest text that reads as the same number.</summary>
internal sealed class FloatForm<T>() : ValueForm(typeof(T).Name)
    where T : struct, IBinaryFloatingPointIeee754<T>
{
    public override string? TryFormat(ReadOnlySpan<char> text) =>
        text.Length <= MaximumLength && T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? Format(value) : null;

    public static string Format(T value) => T.IsZero(value) ? "0" : value.ToString("R", CultureInfo.InvariantCulture);
}
