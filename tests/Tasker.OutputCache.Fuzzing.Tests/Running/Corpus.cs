using System.Globalization;
using System.Text;

namespace Tasker.OutputCache.Fuzzing.Tests.Running;

/// <summary>The inputs that a target begins with: one a line, with what can't be seen as <c>\xNN</c>. Whatever once failed stays in it.</summary>
internal static class Corpus
{
    public static List<byte[]> Of(string name)
    {
        using var stream = typeof(Corpus).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"There is no corpus '{name}'.");
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n').Where(static line => line.Length > 0).Select(Read)];
    }

    public static byte[] Read(string line)
    {
        var bytes = new List<byte>(line.Length);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\' && i + 3 < line.Length && line[i + 1] == 'x')
            {
                bytes.Add(byte.Parse(line.AsSpan(i + 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 3;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(line, i, 1));
            }
        }

        return [.. bytes];
    }

    public static string Write(ReadOnlySpan<byte> input)
    {
        var line = new StringBuilder(input.Length);
        foreach (var value in input)
        {
            line.Append(value is >= 0x20 and < 0x7F and not (byte)'\\' ? ((char)value).ToString() : string.Create(CultureInfo.InvariantCulture, $"\\x{value:x2}"));
        }

        return line.ToString();
    }
}
