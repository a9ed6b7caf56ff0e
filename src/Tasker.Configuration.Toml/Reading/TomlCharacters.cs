using System.Buffers;
using System.Text;

namespace Tasker.Configuration.Toml;

/// <summary>The characters that a document may consist of, whatever they mean in it.</summary>
/// <remarks>Plain loops: a document is read once, at start, when compiling the quicker ones would take longer than they save.</remarks>
internal static class TomlCharacters
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Turns a document into text without a byte order mark, which editors on Windows write, and with line feeds alone.</summary>
    /// <exception cref="TomlFormatException">The document is not UTF-8, or holds a control character.</exception>
    public static string Decode(ReadOnlySpan<byte> utf8)
    {
        utf8 = utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
        var text = DecodeUtf8(utf8);

        if (text.Contains('\r'))
        {
            // One kind of line end, so that a checkout with the other one is the same configuration, in strings of several lines too.
            text = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        }

        if (text.StartsWith('\uFEFF'))
        {
            // Tomlyn would skip it.
            throw Mistake("expected one byte order mark at most.", []);
        }

        for (var i = 0; i < text.Length; i++)
        {
            // Everywhere in TOML, the tab and the line end are the only control characters.
            if (text[i] is < ' ' and not ('\t' or '\n') or '\u007F')
            {
                throw Mistake(Describe(text[i]), text.AsSpan(0, i));
            }
        }

        return text;
    }

    private static string DecodeUtf8(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return Utf8.GetString(utf8);
        }
        catch (DecoderFallbackException)
        {
            var offset = 0;

            while (Rune.DecodeFromUtf8(utf8[offset..], out _, out var length) == OperationStatus.Done)
            {
                offset += length;
            }

            throw Mistake($"expected UTF-8, found the byte 0x{utf8[offset]:X2}.", Utf8.GetString(utf8[..offset]));
        }
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
