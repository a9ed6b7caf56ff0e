using System.Text;

namespace Tasker.OutputCache.Configuration.Toml;

/// <summary>Turns offsets into lines and columns. Asked in ascending order, it reads the document once in all.</summary>
internal ref struct TomlLocator(ReadOnlySpan<byte> utf8)
{
    private readonly ReadOnlySpan<byte> _utf8 = utf8;
    private int _offset;
    private int _line = 1;
    private int _column = 1;

    public TomlPosition Locate(int offset)
    {
        var passed = _utf8[_offset..offset];
        var newLine = passed.LastIndexOf((byte)'\n');

        if (newLine >= 0)
        {
            _line += passed.Count((byte)'\n');
            _column = 1;
            passed = passed[(newLine + 1)..];
        }

        _column += CountCharacters(passed);
        _offset = offset;

        return new TomlPosition(_line, _column);
    }

    private static int CountCharacters(ReadOnlySpan<byte> utf8)
    {
        if (Ascii.IsValid(utf8))
        {
            return utf8.Length;
        }

        var count = 0;

        foreach (var value in utf8)
        {
            // Every byte but a continuation byte starts a character.
            count += (value & 0xC0) == 0x80 ? 0 : 1;
        }

        return count;
    }
}
