using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Tasker.Configuration.Toml.Tests.Reading;

/// <summary>Writes documents so that equal ones are equal text. tomllib_verdicts.py writes the same.</summary>
internal static class TomlCanonical
{
    public static string Write(TomlNode node) => node switch
    {
        TomlTable table => WriteTable(table.Items.Select(item => (item.Key, Write(item.Value)))),
        TomlArray array => $"[{string.Join(',', array.Items.Select(Write))}]",
        TomlValue { Kind: TomlValueKind.String } value => $"s{ToHex(value.Text)}",
        TomlValue { Kind: TomlValueKind.Integer } value => $"i{value.Text}",
        TomlValue { Kind: TomlValueKind.Float } value => WriteFloat(ParseFloat(value.Text)),
        TomlValue { Kind: TomlValueKind.Boolean } value => $"b{value.Text}",
        TomlValue { Kind: TomlValueKind.OffsetDateTime } value => $"o{NormalizeTime(value.Text)}",
        TomlValue { Kind: TomlValueKind.LocalDateTime } value => $"l{NormalizeTime(value.Text)}",
        TomlValue { Kind: TomlValueKind.LocalDate } value => $"d{value.Text}",
        TomlValue value => $"t{NormalizeTime(value.Text)}",
        _ => throw new ArgumentException("An unknown node.", nameof(node)),
    };

    public static string WriteTable(IEnumerable<(string Name, string Value)> items) =>
        $"{{{string.Join(',', items.Select(item => $"{ToHex(item.Name)}:{item.Value}").Order(StringComparer.Ordinal))}}}";

    public static string WriteFloat(double value)
    {
        Span<byte> bits = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bits, value);

        return double.IsNaN(value) ? "fnan" : $"f{Convert.ToHexStringLower(bits)}";
    }

    public static string ToHex(string text) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));

    private static double ParseFloat(string text) => text switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "nan" => double.NaN,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    /// <summary>Python keeps microseconds and an offset; the reader keeps what was written.</summary>
    private static string NormalizeTime(string text)
    {
        text = text.ToUpperInvariant().Replace(' ', 'T').Replace("Z", "+00:00", StringComparison.Ordinal);
        text = text.EndsWith("-00:00", StringComparison.Ordinal) ? $"{text[..^6]}+00:00" : text;

        var time = text.IndexOf(':', StringComparison.Ordinal) + 6;

        if (time > text.Length || text[time - 3] != ':')
        {
            // TOML 1.1 lets seconds be left out.
            text = text.Insert(time - 3, ":00");
        }

        var end = text.IndexOfAny(['+', '-'], time);
        end = end < 0 ? text.Length : end;
        var fraction = end > time ? text[(time + 1)..end] : string.Empty;

        return $"{text[..time]}.{fraction.PadRight(6, '0')[..6]}{text[end..]}";
    }
}
