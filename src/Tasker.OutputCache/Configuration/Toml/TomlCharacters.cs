using System.Text;
using System.Text.Unicode;

namespace Tasker.OutputCache.Configuration.Toml;

/// <summary>The bytes that a document may consist of.</summary>
internal static class TomlCharacters
{
    /// <summary>Gets the control characters that stand nowhere but, as line ends, between lines. The tab is not one of them.</summary>
    public static ReadOnlySpan<byte> Controls =>
    [
        0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F,
        0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1A, 0x1B, 0x1C, 0x1D, 0x1E, 0x1F, 0x7F,
    ];

    /// <summary>Editors on Windows write it; it is no part of the text.</summary>
    public static ReadOnlySpan<byte> SkipByteOrderMark(ReadOnlySpan<byte> utf8) =>
        utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;

    /// <summary>Once this has returned, everything that reads the document may take its encoding for granted.</summary>
    public static void ThrowIfBroken(ReadOnlySpan<byte> utf8)
    {
        if (Utf8.IsValid(utf8))
        {
            return;
        }

        var offset = 0;

        while (Rune.DecodeFromUtf8(utf8[offset..], out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            offset += length;
        }

        var position = new TomlLocator(utf8).Locate(offset);
        throw new TomlFormatException($"expected UTF-8, found the byte 0x{utf8[offset]:X2}.", position.Line, position.Column);
    }
}
