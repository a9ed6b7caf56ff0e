using System.Buffers;
using System.Text;

namespace Tasker.OutputCache.Configuration.Toml;

/// <summary>Walks over a document: blanks, comments and line ends, and errors at a place.</summary>
internal ref struct TomlCursor(ReadOnlySpan<byte> utf8)
{
    /// <summary>What <see cref="Peek"/> returns behind the last byte.</summary>
    public const int End = -1;

    private static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t"u8);
    private static readonly SearchValues<byte> Controls = SearchValues.Create(TomlCharacters.Controls);

    private readonly ReadOnlySpan<byte> _utf8 = utf8;
    private TomlLocator _locator = new(utf8);

    public int Offset;

    public readonly ReadOnlySpan<byte> Rest => _utf8[Offset..];

    public readonly int Peek(int ahead = 0) => Offset + ahead < _utf8.Length ? _utf8[Offset + ahead] : End;

    public readonly ReadOnlySpan<byte> Slice(int start, int end) => _utf8[start..end];

    /// <summary>Tells where the cursor stands.</summary>
    public TomlPosition Locate() => _locator.Locate(Offset);

    /// <summary>Tells the line of what was read before, for messages.</summary>
    public readonly int Line(int offset) => new TomlLocator(_utf8).Locate(offset).Line;

    public void SkipBlanks()
    {
        if (Peek() is ' ' or '\t')
        {
            var length = Rest.IndexOfAnyExcept(Blanks);
            Offset = length < 0 ? _utf8.Length : Offset + length;
        }
    }

    /// <summary>Skips what may stand between the elements of an array: blanks, line ends and comments.</summary>
    public void SkipLines()
    {
        do
        {
            SkipBlanks();
            SkipComment();
        }
        while (TrySkipLineEnd());
    }

    /// <summary>Skips blanks, a comment and the line end; anything else is a mistake.</summary>
    /// <param name="after">What stands before, for the message.</param>
    public void SkipRestOfLine(string after)
    {
        SkipBlanks();
        SkipComment();

        if (!TrySkipLineEnd() && Peek() != End)
        {
            throw Expected($"the end of the line after {after}");
        }
    }

    private void SkipComment()
    {
        if (Peek() != '#')
        {
            return;
        }

        var length = Rest.IndexOfAny(Controls);
        Offset = length < 0 ? _utf8.Length : Offset + length;

        if (Peek() != End && !AtLineEnd())
        {
            throw Error(Offset, $"expected text in the comment, found {Describe(Offset)}");
        }
    }

    public readonly bool AtLineEnd() => Peek() == '\n' || (Peek() == '\r' && Peek(1) == '\n');

    public bool TrySkipLineEnd()
    {
        if (!AtLineEnd())
        {
            return false;
        }

        Offset += Peek() == '\n' ? 1 : 2;
        return true;
    }

    public readonly TomlFormatException Expected(string what) => Error(Offset, $"expected {what}, found {Describe(Offset)}");

    public readonly TomlFormatException Error(int offset, string reason)
    {
        // A locator of its own: a mistake may lie before what was located last.
        var position = new TomlLocator(_utf8).Locate(offset);

        return new TomlFormatException($"{reason}.", position.Line, position.Column);
    }

    public readonly string Describe(int offset)
    {
        if (offset >= _utf8.Length)
        {
            return "the end of the document";
        }

        if (_utf8[offset] == '\n' || _utf8[offset..].StartsWith("\r\n"u8))
        {
            return "the end of the line";
        }

        Rune.DecodeFromUtf8(_utf8[offset..], out var rune, out _);

        return rune.Value switch
        {
            '\r' => "a carriage return without a line feed",
            '\t' => "a tab",
            ' ' => "a blank",
            '"' => "'\"'",
            _ when Rune.IsControl(rune) => $"the control character U+{rune.Value:X4}",
            _ when IsVisible(rune) => $"\"{rune}\"",
            _ => $"the character U+{rune.Value:X4}",
        };
    }

    private static bool IsVisible(Rune rune) =>
        Rune.IsLetterOrDigit(rune) || Rune.IsPunctuation(rune) || Rune.IsSymbol(rune);
}
