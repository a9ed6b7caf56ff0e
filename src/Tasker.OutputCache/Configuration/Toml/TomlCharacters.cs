using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Tasker.OutputCache.Configuration.Toml;

/// <summary>The characters that a document may consist of, whatever they mean in it.</summary>
internal static class TomlCharacters
{
    // Everywhere in TOML, the tab and the line end are the only control characters.
    private static readonly SearchValues<char> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, ' ').Where(static value => value is not ('\t' or '\n')).Select(static value => (char)value), '\u007F']);

    /// <summary>Turns a document into text without a byte order mark, which editors on Windows write, and with line feeds alone.</summary>
    /// <exception cref="TomlFormatException">The document is not UTF-8, or holds a control character.</exception>
    public static string Decode(ReadOnlySpan<byte> utf8)
    {
        utf8 = utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
        ThrowIfBroken(utf8);

        // One kind of line end, so that a checkout with the other one is the same configuration, in strings of several lines too.
        var text = Encoding.UTF8.GetString(utf8).Replace("\r\n", "\n", StringComparison.Ordinal);

        if (text.StartsWith('\uFEFF'))
        {
            // Tomlyn would skip it.
            throw Mistake("expected one byte order mark at most.", []);
        }

        var offset = text.AsSpan().IndexOfAny(Controls);

        return offset < 0 ? text : throw Mistake(Describe(text[offset]), text.AsSpan(0, offset));
    }

    private static void ThrowIfBroken(ReadOnlySpan<byte> utf8)
    {
        if (Utf8.IsValid(utf8))
        {
            return;
        }

        var offset = 0;

        while (Rune.DecodeFromUtf8(utf8[offset..], out _, out var length) == OperationStatus.Done)
        {
            offset += length;
        }

        throw Mistake($"expected UTF-8, found the byte 0x{utf8[offset]:X2}.", Encoding.UTF8.GetString(utf8[..offset]));
    }

    private static string Describe(char control) => control == '\r'
        ? "expected a line feed after the carriage return."
        : $"expected text, found the control character U+{(int)control:X4}.";

    private static TomlFormatException Mistake(string reason, ReadOnlySpan<char> before)
    {
        var place = TomlPosition.AfterThe(before);
        return new TomlFormatException(reason, place.Line, place.Column);
    }
}
