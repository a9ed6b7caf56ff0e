using System.Globalization;
using System.Numerics;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Text.Values;

/// <summary>Decimal numbers, whole ones among them: <c>1.50</c> is <c>1.5</c>. A handler sees the zeros at the end, so keys keep the text.</summary>
internal sealed class DecimalForm() : ValueForm(NumberKind)
{
    public const string NumberKind = "number";

    public static readonly DecimalForm Instance = new();

    // What minimal APIs and MVC read alike: the one takes no exponents, the other no sign at the end.
    private const NumberStyles Style = NumberStyles.Integer | NumberStyles.AllowDecimalPoint;

    public override string? TryFormat(ReadOnlySpan<char> text) =>
        text.Length > MaximumLength ? null
        : decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out var value) ? Format(value)
        : BigInteger.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var large) ? large.ToString(CultureInfo.InvariantCulture)
        : null;

    // The division takes off the zeros at the end.
    public static string Format(decimal value) =>
        value == 0 ? "0" : (value / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);
}
