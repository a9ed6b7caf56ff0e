using System.Globalization;
using System.Numerics;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Text.Values;

/// <summary>Whole numbers: no sign but minus, no zeros in front.</summary>
internal sealed class IntegerForm<T>() : ValueForm(DecimalForm.NumberKind)
    where T : struct, IBinaryInteger<T>
{
    // Room for the digits of all types but BigInteger.
    private const int MaximumDigits = 48;

    public override ValueForm Widest => DecimalForm.Instance;

    public override string? TryFormat(ReadOnlySpan<char> text) =>
        TryParse(text, out var value) ? value.ToString(null, CultureInfo.InvariantCulture) : null;

    public override bool TryAppend(ref KeyWriter writer, scoped ReadOnlySpan<char> text)
    {
        if (!TryParse(text, out var value) || !value.TryFormat(writer.GetSpan(MaximumDigits), out var written, default, CultureInfo.InvariantCulture))
        {
            return false;
        }

        writer.Advance(written);
        return true;
    }

    private static bool TryParse(ReadOnlySpan<char> text, out T value)
    {
        value = default;
        return text.Length <= MaximumLength && T.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value);
    }
}
