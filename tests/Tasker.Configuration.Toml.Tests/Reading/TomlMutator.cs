using System.Text;

namespace Tasker.Configuration.Toml.Tests.Reading;

/// <summary>Makes documents that are nearly valid, the same ones on every run.</summary>
internal sealed class TomlMutator(IReadOnlyList<byte[]> documents, int seed)
{
    private static readonly byte[][] Fragments =
    [
        .. new[]
        {
            "[", "]", "[[", "]]", "{", "}", "=", ".", ",", "#", "\"", "'", "\"\"\"", "'''", "\\", "\n", "\r", "\r\n", " ", "\t", "_", "-", "+", ":", "0", "1", "9", "e", "E",
            "0x", "0o", "0b", "T", "Z", "inf", "nan", "true", "false", "a", "b", "\"\"", "''", "a = 1\n", "[a]\n", "[[a]]\n", "a.b = 1\n", "[a.b]\n", "[[a.b]]\n", "b.c = 1\n",
            "{a = 1}", "[1]", "1979-05-27", "07:32:00", ":60", "0000-", ".5", "+01:00", "\\u00e9", "\\U0001F600", "\\ud800", "\\\n", "é", "日", "🚀", "\uFEFF", "\0", "\u007F",
            "9223372036854775807", "9223372036854775808", "-9223372036854775808", "0xFFFFFFFFFFFFFFFF", "1e400", "# é\n",
        }.Select(Encoding.UTF8.GetBytes),
        [0x80], [0xC0], [0xED, 0xA0, 0x80], [0xFF],
    ];

    private readonly Random _random = new(seed);

    public byte[] Next()
    {
        var document = Pick(documents).ToList();

        for (var i = _random.Next(1, 4); i > 0; i--)
        {
            Mutate(document);
        }

        return [.. document];
    }

    private void Mutate(List<byte> document)
    {
        var offset = _random.Next(document.Count + 1);
        var length = Math.Min(_random.Next(1, 12), document.Count - offset);

        switch (_random.Next(8))
        {
            case 0:
                document.InsertRange(offset, Pick(Fragments));
                break;
            case 1:
                document.RemoveRange(offset, Math.Min(length, 2));
                break;
            case 2:
                document.RemoveRange(offset, length);
                break;
            case 3:
                document.RemoveRange(offset, Math.Min(length, 2));
                document.InsertRange(offset, Pick(Fragments));
                break;
            case 4:
                document.InsertRange(offset, document.GetRange(offset, length));
                break;
            case 5 when length > 0:
                document[offset] = (byte)_random.Next(256);
                break;
            case 6:
                InsertLines(document, offset, document);
                break;
            default:
                InsertLines(document, offset, Pick(documents));
                break;
        }
    }

    /// <summary>Puts a line of one document between the lines of another: that is how tables get defined twice.</summary>
    private void InsertLines(List<byte> document, int offset, IEnumerable<byte> source)
    {
        var lines = Encoding.Latin1.GetString([.. source]).Split('\n');
        var line = Encoding.Latin1.GetBytes(lines[_random.Next(lines.Length)] + "\n");
        var start = document.FindIndex(offset, value => value == '\n') + 1;

        document.InsertRange(start, line);
    }

    private T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];
}
