using System.Globalization;
using System.Text;

namespace Tasker.Configuration.Toml.Tests.Reading;

/// <summary>Writes generated documents in every way that the language has for the same thing.</summary>
/// <remarks>Tables are lists of names and values, arrays are object arrays; dates and times are written as they are.</remarks>
internal sealed class TomlWriter(Random style)
{
    private readonly StringBuilder _text = new();

    public string Write(List<(string Name, object Value)> root)
    {
        WriteSection("", root);
        return _text.ToString();
    }

    private void WriteSection(string path, List<(string Name, object Value)> table)
    {
        var later = new List<Action>();

        foreach (var (name, value) in table)
        {
            var key = Key(name);
            var full = path.Length == 0 ? key : $"{path}{Dot()}{key}";

            if (value is List<(string, object)> child && Chance())
            {
                later.Add(() => WriteHeader($"[{full}]", full, child));
            }
            else if (value is object[] { Length: > 0 } items && items.All(item => item is List<(string, object)>) && Chance())
            {
                later.Add(() => Array.ForEach(items, item => WriteHeader($"[[{full}]]", full, (List<(string, object)>)item)));
            }
            else
            {
                WritePair(key, value);
            }
        }

        later.ForEach(write => write());
    }

    private void WriteHeader(string header, string path, List<(string Name, object Value)> table)
    {
        _text.Append(Blank()).Append(header).Append(LineEnd());
        WriteSection(path, table);
    }

    private void WritePair(string key, object value)
    {
        if (value is List<(string Name, object Value)> { Count: > 0 } child && Chance())
        {
            child.ForEach(item => WritePair($"{key}{Dot()}{Key(item.Name)}", item.Value));
            return;
        }

        _text.Append(Blank()).Append(key).Append(Blank()).Append('=').Append(Blank()).Append(Value(value)).Append(LineEnd());
    }

    private string Value(object value) => value switch
    {
        string text => Text(text),
        long number => Integer(number),
        double number => Float(number),
        bool truth => truth ? "true" : "false",
        GeneratedTime time => time.Written,
        object[] items => $"[{Gap()}{string.Concat(items.Select((item, i) => $"{Value(item)}{Gap()}{(i < items.Length - 1 || Chance() ? "," : "")}{Gap()}"))}]",
        List<(string Name, object Value)> table => $"{{{Blank()}{string.Join(',', table.Select(item => $"{Blank()}{Key(item.Name)}{Blank()}={Blank()}{Value(item.Value)}{Blank()}"))}}}",
        _ => throw new ArgumentException("An unknown value.", nameof(value)),
    };

    private string Key(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && Chance() ? name
        : IsLiteral(name) && Chance() ? $"'{name}'"
        : $"\"{Escape(name, isMultiLine: false)}\"";

    private string Text(string text) => style.Next(4) switch
    {
        0 when IsLiteral(text) => $"'{text}'",
        1 when IsLiteral(text.Replace("\n", "", StringComparison.Ordinal)) => $"'''\n{text}'''",
        2 => $"\"\"\"{(Chance() ? "\r\n" : "\\\n \t\n")}{Escape(text, isMultiLine: true)}{(Chance() ? "\\\n  " : "")}\"\"\"",
        _ => $"\"{Escape(text, isMultiLine: false)}\"",
    };

    private static bool IsLiteral(string text) => !text.Contains('\'', StringComparison.Ordinal) && text.All(c => c == '\t' || (c >= ' ' && c != '\u007F'));

    private string Escape(string text, bool isMultiLine)
    {
        var escaped = new StringBuilder();

        foreach (var rune in text.EnumerateRunes())
        {
            escaped.Append(rune.Value switch
            {
                '\\' => "\\\\",
                '"' => "\\\"",
                // A line end or a blank at the start would belong to the opening quotes.
                '\n' when isMultiLine && escaped.Length > 0 && Chance() => "\n",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' or ' ' when escaped.Length == 0 => $"\\u{rune.Value:x4}",
                < ' ' and not '\t' or 0x7F => $"\\u{rune.Value:X4}",
                _ when style.Next(8) == 0 => $"\\U{rune.Value:X8}",
                _ => rune.ToString(),
            });
        }

        return escaped.ToString();
    }

    private string Integer(long number) => style.Next(5) switch
    {
        0 when number >= 0 => $"0x{number:x}",
        1 when number >= 0 => $"0o{Convert.ToString(number, 8)}",
        2 when number >= 0 => $"0b{string.Join('_', Convert.ToString(number, 2).ToCharArray())}",
        3 when number >= 0 => $"+{number.ToString(CultureInfo.InvariantCulture)}",
        _ => number.ToString(CultureInfo.InvariantCulture),
    };

    private string Float(double number)
    {
        if (!double.IsFinite(number))
        {
            return double.IsNaN(number) ? (Chance() ? "nan" : "-nan") : number > 0 ? (Chance() ? "inf" : "+inf") : "-inf";
        }

        var text = number.ToString(Chance() ? "R" : "E16", CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAny('.', 'E') ? (Chance() ? text.Replace('E', 'e') : text) : $"{text}.0";
    }

    private string Dot() => $"{Blank()}.{Blank()}";

    private string Blank() => style.Next(4) switch { 0 => "  ", 1 => " \t", _ => "" };

    /// <summary>What may stand between the elements of an array.</summary>
    private string Gap() => style.Next(6) switch { 0 => " # ö ]\n", 1 => "\r\n\t", 2 => " ", _ => "" };

    private string LineEnd() => style.Next(5) switch { 0 => " # a comment\n", 1 => "\r\n", 2 => "\n\n  # another\n", _ => "\n" };

    private bool Chance() => style.Next(2) == 0;
}
