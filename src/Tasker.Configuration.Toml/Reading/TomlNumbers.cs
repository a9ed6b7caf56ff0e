using System.Globalization;
using Tomlyn.Syntax;

namespace Tasker.Configuration.Toml;

/// <summary>Numbers in the form in which configuration shows them: integers decimal, floats round-trip.</summary>
internal static class TomlNumbers
{
    public static string Read(IntegerValueSyntax integer)
    {
        // Tomlyn 2.10 cuts what is larger to 64 bits without a word.
        if (IsTooLarge(integer.Token!))
        {
            var start = integer.Span.Start;
            throw new TomlFormatException($"{TomlMistakes.IntegerRange}.", start.Line + 1, start.Column + 1);
        }

        return integer.Value.ToString(CultureInfo.InvariantCulture);
    }

    public static string Read(FloatValueSyntax number) => number.Value switch
    {
        double.NaN => "nan",
        double.PositiveInfinity => "inf",
        double.NegativeInfinity => "-inf",
        var value => value.ToString("R", CultureInfo.InvariantCulture),
    };

    /// <summary>Decimal integers are checked by Tomlyn; the other bases have no sign, so that 63 bits are theirs.</summary>
    private static bool IsTooLarge(SyntaxToken token)
    {
        if (token.TokenKind is not (TokenKind.IntegerHexa or TokenKind.IntegerOctal or TokenKind.IntegerBinary))
        {
            return false;
        }

        var digits = token.Text!.Replace("_", string.Empty, StringComparison.Ordinal).AsSpan(2).TrimStart('0');

        return token.TokenKind switch
        {
            TokenKind.IntegerHexa => digits.Length > 16 || (digits.Length == 16 && digits[0] > '7'),
            TokenKind.IntegerOctal => digits.Length > 21,
            _ => digits.Length > 63,
        };
    }
}
