using System.Text;
using Tomlyn.Syntax;

namespace Tasker.Configuration.Toml;

/// <summary>Says in words of our own what Tomlyn found.</summary>
/// <remarks>Its messages repeat what they can't read. That may be a password whose quotes are missing, so none of them is passed on.</remarks>
internal static class TomlMistakes
{
    public const string IntegerRange = "expected an integer of 64 bits, -9223372036854775808 to 9223372036854775807";

    private const string Number = "expected a number, such as 42, -1_000, 0xff, 0o17, 0b10, 1.5, 6e-3, inf or nan";
    private const string Time = "expected a date or time, such as 1979-05-27, 07:32:00 or 1979-05-27T07:32:00Z";
    private const string Escape = "expected an escape: one of \\b \\t \\n \\f \\r \\e \\\" \\\\ \\x \\u \\U";

    // What Tomlyn 2.10 says, and whether our sentence tells which character stands there. What is not in the list is told in general.
    private static readonly (string Part, string Reason, bool TellsWhatIsFound)[] Reasons =
    [
        ("while expecting token `newline`", "expected the end of the line", true),
        ("while expecting `]]`", "expected \"]]\" at the end of the header", true),
        ("while expecting `]`", "expected \"]\" at the end of the header", true),
        ("Expecting `=` after a key", "expected \"=\" after the key", true),
        ("for a base key", "expected a key", true),
        ("while parsing inline table", "expected a key, \",\" or \"}\" in the inline table", true),
        ("Expecting a closing `}`", "expected \",\" or \"}\" in the inline table", true),
        ("to separate items in an inline table", "expected \",\" or \"}\" in the inline table", true),
        ("Expecting a closing `]`", "expected \",\" or \"]\" in the array", true),
        ("to separate items in an array", "expected \",\" or \"]\" in the array", true),
        ("Unexpected token [", "expected a key", true),
        ("Unable to parse the date time", Time, false),
        ("Invalid format of date time", Time, false),
        ("Invalid prefix", Time, false),
        ("Unable to parse integer", IntegerRange, false),
        ("Unexpected leading zero", "expected a number without leading zeros", false),
        ("Multiple leading 0", "expected a number without leading zeros", false),
        ("Missing a digit", Number, false),
        ("An underscore", Number, false),
        ("Invalid capital", Number, false),
        ("Invalid size of", IntegerRange, false),
        (" integer. Expecting", Number, false),
        ("Unexpected escape character", Escape, true),
        ("Invalid escape", Escape, true),
        ("Invalid Unicode scalar value", "expected a Unicode scalar value", false),
        ("Invalid End-Of-File", "expected the end of the string, found the end of the document", false),
        ("Invalid newline in a string", "expected the end of the string", true),
    ];

    /// <summary>The first mistake of the document; what follows it is often only its consequence.</summary>
    public static TomlFormatException First(DiagnosticsBag diagnostics, string text)
    {
        var first = diagnostics[0];

        foreach (var other in diagnostics)
        {
            // Some have no place of their own and show the start of the document.
            first = other.Span.Start.Offset > 0 && other.Span.Start.Offset < first.Span.Start.Offset ? other : first;
        }

        // Tomlyn was given one line end more.
        var place = first.Span.Start.Offset > text.Length
            ? TomlPosition.AfterThe(text)
            : new TomlPosition(first.Span.Start.Line + 1, first.Span.Start.Column + 1);

        return new TomlFormatException($"{ReasonOf(first, text)}.", place.Line, place.Column);
    }

    private static string ReasonOf(DiagnosticMessage mistake, string text)
    {
        var offset = mistake.Span.Start.Offset;

        if (mistake.Message.EndsWith("for a value", StringComparison.Ordinal) || mistake.Message.EndsWith("expecting a value", StringComparison.Ordinal))
        {
            return NeedsQuotes(text, offset) ? "expected a value; a string needs quotes" : $"expected a value, found {Describe(text, offset)}";
        }

        foreach (var (part, reason, tellsWhatIsFound) in Reasons)
        {
            if (mistake.Message.Contains(part, StringComparison.Ordinal))
            {
                return tellsWhatIsFound ? $"{reason}, found {Describe(text, offset)}" : reason;
            }
        }

        return $"expected TOML 1.1, found {Describe(text, offset)}";
    }

    private static bool NeedsQuotes(string text, int offset) =>
        offset < text.Length && (char.IsAsciiLetterOrDigit(text[offset]) || text[offset] is '+' or '-' or '.' or '_' or '/');

    /// <summary>Describes a single character. More of them could be a secret.</summary>
    private static string Describe(string text, int offset)
    {
        if (offset >= text.Length)
        {
            return "the end of the document";
        }

        Rune.DecodeFromUtf16(text.AsSpan(offset), out var rune, out _);

        return rune.Value switch
        {
            '\n' => "the end of the line",
            '\t' => "a tab",
            ' ' => "a blank",
            '"' => "'\"'",
            _ when Rune.IsLetterOrDigit(rune) || Rune.IsPunctuation(rune) || Rune.IsSymbol(rune) => $"\"{rune}\"",
            _ => $"the character U+{rune.Value:X4}",
        };
    }
}
