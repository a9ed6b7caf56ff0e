using System.Diagnostics;
using System.Text;

namespace Tasker.Configuration.Toml.Tests.Reading;

public class TomlHostileInputTests
{
    // What is left of a megabyte goes to the beginnings and ends of the documents.
    private const int Megabyte = TomlReader.MaximumLength - 200;

    // Linear takes a second or less on a machine of its own. Quadratic would take hours.
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    [Theory]
    [InlineData("a = ", "[", "]", "")]
    [InlineData("a = ", "{a = ", "}", "")]
    [InlineData("a = ", "[{a = ", "}]", "")]
    [InlineData("a", ".a", " ", " = 1")]
    [InlineData("[a", ".a", " ", "]")]
    [InlineData("[[a", ".a", " ", "]]")]
    public void Read_TooDeep_IsRefused(string start, string opening, string closing, string end)
    {
        foreach (var levels in (int[])[TomlReader.MaximumDepth + 1, 10_000, 100_000])
        {
            var document = start + Repeat(opening, levels) + (opening[^1] == ' ' ? "1" : "") + Repeat(closing, levels) + end;

            var exception = Assert.Throws<TomlFormatException>(() => Read(document));

            Assert.Equal("expected at most 128 levels of keys and arrays.", exception.Reason);
            Assert.Equal(1, exception.Line);
        }
    }

    [Fact]
    public void Read_AsDeepAsAllowed_IsRead()
    {
        var arrays = Read("a = " + Repeat("[", 127) + "1" + Repeat("]", 127)).Values;
        var tables = Read("[" + Repeat("a.", 126) + "a]\nb = 1").Values;
        var dotted = Read(Repeat("a.", 127) + "a = 1").Values;

        Assert.Equal("1", arrays["a" + Repeat(":0", 127)]);
        Assert.Equal("1", tables[Repeat("a:", 127) + "b"]);
        Assert.Equal("1", dotted[Repeat("a:", 127) + "a"]);
    }

    [Fact]
    public void Read_OneArrayOfTablesTooDeep_IsRefused()
    {
        // Each array of tables is two levels: its name and its index.
        var header = "[[" + Repeat("a.", 62) + "a";
        var nested = string.Concat(Enumerable.Range(1, 65).Select(count => "[[" + Repeat("a.", count - 1) + "a]]\n"));

        Assert.Single(Read(header + "]]\nx = 1").Values);
        Assert.Throws<TomlFormatException>(() => Read(nested));
    }

    [Fact]
    public void Read_LongerThanAllowed_IsRefusedBeforeItIsParsed()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        var exception = Assert.Throws<TomlFormatException>(() => TomlSettings.Read(new EndlessStream()));

        Assert.Equal("Line 1, column 1: expected a document of at most 1048576 bytes.", exception.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 * TomlReader.MaximumLength);
        Assert.Throws<TomlFormatException>(() => Read("#" + Repeat("x", TomlReader.MaximumLength)));
        Assert.Empty(Read("#" + Repeat("x", TomlReader.MaximumLength - 1)).Values);
    }

    public static TheoryData<string> LongDocuments =>
    [
        "keys", "tables", "arrays of tables", "integers on one line", "strings on lines", "one comment", "comments", "one string", "one escaped string",
        "one multi-line string", "skipped line ends", "line ends", "carriage returns", "one key", "inline tables", "one float", "non-ASCII on one line",
    ];

    [Theory]
    [MemberData(nameof(LongDocuments))]
    public void Read_Megabyte_TakesLinearTime(string shape)
    {
        var document = Encoding.UTF8.GetBytes(shape switch
        {
            "keys" => Fill(i => $"key_{i} = \"value {i}\"\n"),
            "tables" => Fill(i => $"[t{i}.u]\na = 1\n"),
            "arrays of tables" => Fill(i => $"[[t]]\na = {i}\n"),
            "integers on one line" => "a = [" + Fill(i => $"{i}, ") + "]",
            "strings on lines" => "a = [\n" + Fill(i => $"  'value', # {i}\n") + "]",
            "one comment" => "#" + Repeat("x", Megabyte),
            "comments" => Fill(i => $"# {i}\n"),
            "one string" => "a = \"" + Repeat("x", Megabyte) + "\"",
            "one escaped string" => "a = \"" + Repeat("\\n", Megabyte / 2) + "\"",
            "one multi-line string" => "a = '''" + Repeat("x\r\n", Megabyte / 3) + "'''",
            "skipped line ends" => "a = \"\"\"" + Repeat("\\\n", Megabyte / 2) + "\"\"\"",
            "line ends" => Repeat("\n", Megabyte),
            "carriage returns" => Repeat(" \r\n", Megabyte / 3),
            "one key" => Repeat("a", Megabyte) + " = 1",
            "inline tables" => "a = [" + Fill(i => "{b = 1, c.d = 2}, ") + "]",
            "one float" => "a = 0." + Repeat("1", Megabyte),
            _ => "a = [" + Fill(i => "'ö🚀', ") + "]",
        });
        var watch = Stopwatch.StartNew();

        TomlReader.Read(document);

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Deadline);
    }

    [Fact]
    public void Read_MegabyteOfCollisions_TakesLinearTimeAndWarnsOncePerKey()
    {
        var document = Encoding.UTF8.GetBytes(Fill(i => $"[t{i}]\nkey = 1\nKey = 2\nKEY = 3\n"));
        var watch = Stopwatch.StartNew();

        var settings = TomlSettings.Read(document);

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Deadline);
        Assert.Equal(settings.Values.Count, settings.Warnings.Count);
        Assert.All(settings.Values.Values, value => Assert.Equal("3", value));
    }

    [Theory]
    [InlineData("a = [", "1,", Megabyte + 6)]
    [InlineData("a = \"", "x", Megabyte + 6)]
    [InlineData("a = '''", "x", Megabyte + 8)]
    [InlineData("a = \"\"\"", "\"\" ", Megabyte + 8)]
    [InlineData("a = ", "9", 5)]
    [InlineData("[", "a", Megabyte + 2)]
    [InlineData("", "]", 1)]
    [InlineData("", "= ", 1)]
    public void Read_MegabyteOfOneMistake_SaysWhereInLinearTime(string start, string filling, int column)
    {
        var document = start + Repeat(filling, Megabyte / filling.Length);
        var watch = Stopwatch.StartNew();

        var exception = Assert.Throws<TomlFormatException>(() => Read(document));

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Deadline);
        Assert.InRange(exception.Column, column - 3, column);
        Assert.InRange(exception.Message.Length, 1, 200);
    }

    [Fact]
    public void Read_LongNameRepeatedByManyKeys_IsRefusedBeforeItFillsTheMemory()
    {
        var document = "[" + Repeat("a", 100_000) + "]\n" + string.Concat(Enumerable.Range(0, 50_000).Select(i => $"k{i}=1\n"));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var exception = Assert.Throws<TomlFormatException>(() => Read(document));

        Assert.Contains("expected shorter names", exception.Reason, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 300_000_000);
    }

    [Fact]
    public void Read_NulAtEveryOffset_IsRefused()
    {
        foreach (var document in TomlCorpus.Valid.Values)
        {
            for (var i = 0; i <= document.Utf8.Length; i++)
            {
                byte[] broken = [.. document.Utf8.AsSpan(0, i), 0, .. document.Utf8.AsSpan(i)];

                Assert.Throws<TomlFormatException>(() => TomlReader.Read(broken));
            }
        }
    }

    [Theory]
    [InlineData(0x80)]
    [InlineData(0xC0)]
    [InlineData(0xF5)]
    [InlineData(0xFF)]
    public void Read_BrokenUtf8AtEveryOffset_IsRefused(byte value)
    {
        foreach (var document in TomlCorpus.Valid.Values)
        {
            for (var i = 0; i <= document.Utf8.Length; i++)
            {
                byte[] broken = [.. document.Utf8.AsSpan(0, i), value, .. document.Utf8.AsSpan(i)];

                var exception = Assert.Throws<TomlFormatException>(() => TomlReader.Read(broken));
                Assert.StartsWith("expected UTF-8", exception.Reason, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Read_RandomBytes_IsReadOrRefused()
    {
        var random = new Random(8);
        var bytes = new byte[64];

        for (var i = 0; i < 50_000; i++)
        {
            random.NextBytes(bytes);

            // Half of them in ASCII, so that more than the encoding is tried.
            for (var j = 0; i % 2 == 0 && j < bytes.Length; j++)
            {
                bytes[j] = (byte)(bytes[j] % 128);
            }

            var exception = Record.Exception(() => TomlReader.Read(bytes.AsSpan(0, i % 65)));
            Assert.True(exception is null or TomlFormatException, $"{Convert.ToHexString(bytes)}: {exception}");
        }
    }

    private static TomlSettings Read(string document) => TomlSettings.Read(Encoding.UTF8.GetBytes(document));

    private static string Repeat(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();

    private static string Fill(Func<int, string> line)
    {
        var text = new StringBuilder(Megabyte + 100);
        var bytes = 0;

        for (var i = 0; bytes < Megabyte; i++)
        {
            var next = line(i);
            bytes += Encoding.UTF8.GetByteCount(next);
            text.Append(next);
        }

        return text.ToString();
    }
}
