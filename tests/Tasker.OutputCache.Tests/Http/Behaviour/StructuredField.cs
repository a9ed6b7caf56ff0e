using System.Globalization;
using System.Text.RegularExpressions;

namespace Tasker.OutputCache.Tests.Http.Behaviour;

/// <summary>Reads lists of structured fields (RFC 9651), as far as <c>Cache-Status</c> needs them: tokens, strings, integers and booleans.</summary>
internal static partial class StructuredField
{
    public sealed record Member(object Value, Dictionary<string, object> Parameters);

    public static List<Member> ParseList(string text)
    {
        var members = new List<Member>();
        var rest = text.Trim(' ');
        while (rest.Length > 0)
        {
            var value = ParseItem(ref rest);
            members.Add(new Member(value, ParseParameters(ref rest)));
            rest = rest.TrimStart(' ', '\t');
            if (rest.Length > 0)
            {
                rest = rest[0] == ',' ? rest[1..].TrimStart(' ', '\t') : throw new FormatException($"No comma before '{rest}'.");
                if (rest.Length == 0)
                {
                    throw new FormatException("A comma at the end.");
                }
            }
        }

        return members;
    }

    private static Dictionary<string, object> ParseParameters(ref string rest)
    {
        var parameters = new Dictionary<string, object>();
        while (rest.StartsWith(';'))
        {
            rest = rest[1..].TrimStart(' ');
            var key = Take(Key(), ref rest);
            object value = true;
            if (rest.StartsWith('='))
            {
                rest = rest[1..];
                value = ParseItem(ref rest);
            }

            parameters[key] = value;
        }

        return parameters;
    }

    private static object ParseItem(ref string rest) => rest switch
    {
        ['"', ..] => Take(Text(), ref rest)[1..^1],
        ['?', ..] => Take(Boolean(), ref rest) == "?1",
        ['-' or (>= '0' and <= '9'), ..] => long.Parse(Take(Integer(), ref rest), CultureInfo.InvariantCulture),
        _ => Take(Token(), ref rest),
    };

    private static string Take(Regex regex, ref string rest)
    {
        var match = regex.Match(rest);
        if (!match.Success)
        {
            throw new FormatException($"Nothing of the kind at '{rest}'.");
        }

        rest = rest[match.Length..];
        return match.Value;
    }

    [GeneratedRegex("^[a-z*][a-z0-9_.*-]*")]
    private static partial Regex Key();

    [GeneratedRegex("^\"(?:[ !#-\\[\\]-~]|\\\\[\"\\\\])*\"")]
    private static partial Regex Text();

    [GeneratedRegex("^\\?[01]")]
    private static partial Regex Boolean();

    [GeneratedRegex("^-?[0-9]{1,15}")]
    private static partial Regex Integer();

    [GeneratedRegex("^[A-Za-z*][!#$%&'*+.^_`|~0-9A-Za-z:/-]*")]
    private static partial Regex Token();
}
