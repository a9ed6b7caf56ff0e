using System.Text;
using System.Text.RegularExpressions;
using Tasker.Configuration.Toml;
using Tasker.OutputCache.Fuzzing.Tests.Running;

namespace Tasker.OutputCache.Fuzzing.Tests.Targets;

/// <summary>TOML: whatever is wrong with a document, the message says where and nothing that may be a value.</summary>
internal sealed partial class TomlTarget : FuzzTarget
{
    private const string Secret = "zqx7Secret";
    private const string Part = "zqx";

    public override string Name => "toml";

    public override IReadOnlyList<string> Words =>
        ["[a]\n", "[[a]]\n", "a = ", "a.b = ", "\"", "'", "\"\"\"", "'''", "\n", "#", "$", "= $", "= \"$", "= '$'", "= [$", "\\u", "\\x", "1979-05-27", "0x$", "1_$", "true", "inf", "[", "]", "a = $ $\n", "a = \"$\" $\n", "a = 1$\n", "a = -$\n"];

    // After a key of a line it is a value, or something in the place of one.
    [GeneratedRegex(@"^([A-Za-z0-9_. \-]*=)(.*)$", RegexOptions.Multiline)]
    private static partial Regex Assignment();

    public override int Run(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);

        // In a table within a line, and in the rest of an array, keys follow values.
        var isPlain = !text.Contains('{', StringComparison.Ordinal);
        text = isPlain ? Assignment().Replace(text, static match => match.Groups[1].Value + match.Groups[2].Value.Replace("$", Secret, StringComparison.Ordinal)) : text;
        var bytes = isPlain ? Encoding.UTF8.GetBytes(text) : input;
        try
        {
            TomlReader.Read(bytes);
            return 0;
        }
        catch (TomlFormatException exception)
        {
            FuzzException.ThrowIf(exception.ToString().Contains(Part, StringComparison.Ordinal), $"it tells a value: {exception.Message}");
            FuzzException.ThrowIf(exception.Line < 1 || exception.Column < 1 || exception.Line > text.Count(static character => character is '\n' or '\r') + 2, $"no place: {exception.Message}");
            return exception.Reason.GetHashCode(StringComparison.Ordinal);
        }
    }
}
