using System.Buffers;
using System.Globalization;
using System.Text;

namespace Tasker.OutputCache.Configuration.Toml;

/// <summary>Reads the four kinds of strings. Line ends inside them become line feeds, whatever the file has.</summary>
internal sealed class TomlStringReader
{
    private static readonly SearchValues<byte> BasicStops = SearchValues.Create([.. TomlCharacters.Controls, (byte)'"', (byte)'\\']);
    private static readonly SearchValues<byte> LiteralStops = SearchValues.Create([.. TomlCharacters.Controls, (byte)'\'']);

    private readonly ArrayBufferWriter<byte> _buffer = new(256);

    public string Read(ref TomlCursor cursor)
    {
        if (cursor.Rest.StartsWith("\"\"\""u8))
        {
            return ReadMultiLine(ref cursor, (byte)'"', BasicStops);
        }

        if (cursor.Rest.StartsWith("'''"u8))
        {
            return ReadMultiLine(ref cursor, (byte)'\'', LiteralStops);
        }

        return cursor.Peek() == '"' ? ReadBasic(ref cursor) : ReadLiteral(ref cursor);
    }

    public static string ReadLiteral(ref TomlCursor cursor)
    {
        cursor.Offset++;
        var text = ReadPlain(ref cursor, LiteralStops);

        if (cursor.Peek() != '\'')
        {
            throw cursor.Expected("\"'\" at the end of the string");
        }

        cursor.Offset++;
        return Encoding.UTF8.GetString(text);
    }

    public string ReadBasic(ref TomlCursor cursor)
    {
        cursor.Offset++;
        var text = ReadPlain(ref cursor, BasicStops);

        if (cursor.Peek() == '"')
        {
            cursor.Offset++;
            return Encoding.UTF8.GetString(text);
        }

        _buffer.ResetWrittenCount();
        _buffer.Write(text);

        while (cursor.Peek() == '\\')
        {
            ReadEscape(ref cursor, "an escape: one of \\b \\t \\n \\f \\r \\\" \\\\ \\u \\U");
            _buffer.Write(ReadPlain(ref cursor, BasicStops));
        }

        if (cursor.Peek() != '"')
        {
            throw cursor.Expected("'\"' at the end of the string");
        }

        cursor.Offset++;
        return Encoding.UTF8.GetString(_buffer.WrittenSpan);
    }

    private static ReadOnlySpan<byte> ReadPlain(ref TomlCursor cursor, SearchValues<byte> stops)
    {
        var start = cursor.Offset;
        var length = cursor.Rest.IndexOfAny(stops);
        cursor.Offset += length < 0 ? cursor.Rest.Length : length;

        return cursor.Slice(start, cursor.Offset);
    }

    private string ReadMultiLine(ref TomlCursor cursor, byte quote, SearchValues<byte> stops)
    {
        var start = cursor.Offset;
        cursor.Offset += 3;
        cursor.TrySkipLineEnd();
        _buffer.ResetWrittenCount();

        while (true)
        {
            _buffer.Write(ReadPlain(ref cursor, stops));

            if (cursor.Peek() == quote)
            {
                if (ReadQuotes(ref cursor, quote))
                {
                    return Encoding.UTF8.GetString(_buffer.WrittenSpan);
                }
            }
            else if (cursor.Peek() == '\\')
            {
                if (!TrySkipEscapedLineEnd(ref cursor))
                {
                    ReadEscape(ref cursor, "an escape: one of \\b \\t \\n \\f \\r \\\" \\\\ \\u \\U or the end of the line");
                }
            }
            else if (cursor.TrySkipLineEnd())
            {
                _buffer.Write("\n"u8);
            }
            else
            {
                var closing = new string((char)quote, 3);
                throw cursor.Expected($"text, or {closing} at the end of the string of line {cursor.Line(start)}");
            }
        }
    }

    /// <summary>Three quotes end the string; one or two more right before them belong to it.</summary>
    private bool ReadQuotes(ref TomlCursor cursor, byte quote)
    {
        var count = 0;

        while (count < 5 && cursor.Peek(count) == quote)
        {
            count++;
        }

        cursor.Offset += count;
        var text = count < 3 ? count : count - 3;

        for (var i = 0; i < text; i++)
        {
            _buffer.Write([quote]);
        }

        return count >= 3;
    }

    /// <summary>A backslash at the end of a line takes the line end and all blanks and line ends behind it away.</summary>
    private static bool TrySkipEscapedLineEnd(ref TomlCursor cursor)
    {
        var start = cursor.Offset;
        cursor.Offset++;
        cursor.SkipBlanks();

        if (!cursor.TrySkipLineEnd())
        {
            cursor.Offset = start;
            return false;
        }

        do
        {
            cursor.SkipBlanks();
        }
        while (cursor.TrySkipLineEnd());

        return true;
    }

    private void ReadEscape(ref TomlCursor cursor, string expected)
    {
        cursor.Offset++;

        switch (cursor.Peek())
        {
            case 'b': Append(ref cursor, 0x08); break;
            case 't': Append(ref cursor, 0x09); break;
            case 'n': Append(ref cursor, 0x0A); break;
            case 'f': Append(ref cursor, 0x0C); break;
            case 'r': Append(ref cursor, 0x0D); break;
            case '"': Append(ref cursor, 0x22); break;
            case '\\': Append(ref cursor, 0x5C); break;
            case 'u': ReadCodePoint(ref cursor, digits: 4); break;
            case 'U': ReadCodePoint(ref cursor, digits: 8); break;
            default: throw cursor.Expected(expected);
        }
    }

    private void Append(ref TomlCursor cursor, byte value)
    {
        cursor.Offset++;
        _buffer.Write([value]);
    }

    private void ReadCodePoint(ref TomlCursor cursor, int digits)
    {
        var start = cursor.Offset - 1;
        cursor.Offset++;
        var end = cursor.Offset + digits;

        while (cursor.Offset < end)
        {
            if (cursor.Peek() is not (>= '0' and <= '9' or >= 'A' and <= 'F' or >= 'a' and <= 'f'))
            {
                throw cursor.Expected($"{digits} hexadecimal digits");
            }

            cursor.Offset++;
        }

        var hex = cursor.Slice(end - digits, end);

        if (!Rune.TryCreate(uint.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), out var rune))
        {
            throw cursor.Error(start, $"expected a Unicode scalar value, found U+{Encoding.ASCII.GetString(hex)}");
        }

        _buffer.Advance(rune.EncodeToUtf8(_buffer.GetSpan(4)));
    }
}
