using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Tasker.OutputCache.Tests.Http.Bodies;

/// <summary>Makes JSON of few values in many spellings.</summary>
internal sealed class RandomJson(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>Says what JSON means, in a way of its own: as a handler does that looks at values.</summary>
    public static string Evaluate(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Evaluate(document.RootElement);
    }

    private static string Evaluate(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => $"<{string.Join(';', new SortedDictionary<string, JsonElement>(value.EnumerateObject().ToDictionary(static member => member.Name, static member => member.Value), StringComparer.Ordinal).Select(static pair => $"{pair.Key}={Evaluate(pair.Value)}"))}>",
        JsonValueKind.Array => $"({string.Join(';', value.EnumerateArray().Select(Evaluate))})",
        JsonValueKind.String => $"'{value.GetString()}'",
        JsonValueKind.Number => value.GetDouble().ToString("R", CultureInfo.InvariantCulture),
        _ => value.ValueKind.ToString(),
    };

    public string Next()
    {
        var text = new StringBuilder();
        Write(text, depth: 0);
        return text.ToString();
    }

    private void Write(StringBuilder text, int depth)
    {
        Space(text);
        switch (_random.Next(depth == 0 ? 2 : depth > 1 ? 4 : 6))
        {
            case 0:
                WriteObject(text, depth);
                break;
            case 1 when depth == 0:
                WriteObject(text, depth);
                break;
            case 1:
                text.Append(_random.Next(4) switch { 0 => "true", 1 => "false", 2 => "null", _ => "0" });
                break;
            case 2:
                text.Append(Pick("1", "1.0", "10e-1", "0.1e1", "-1", "-1.00", "2", "20E-1"));
                break;
            case 3:
                text.Append(Pick("\"a\"", "\"\\u0061\"", "\"b\"", "\"\\\\\"", "\"\\u005c\"", "\"é\"", "\"\\u00e9\""));
                break;
            default:
                text.Append('[');
                for (var i = _random.Next(3); i > 0; i--)
                {
                    Write(text, depth + 1);
                    text.Append(i > 1 ? "," : string.Empty);
                }

                text.Append(']');
                break;
        }

        Space(text);
    }

    private void WriteObject(StringBuilder text, int depth)
    {
        string[] names = ["\"x\"", "\"y\"", "\"\\u007a\""];
        _random.Shuffle(names);
        text.Append('{');
        var count = depth > 1 ? 0 : _random.Next(1, 3);
        for (var i = 0; i < count; i++)
        {
            text.Append(i > 0 ? "," : string.Empty);
            Space(text);
            text.Append(names[i]).Append(':');
            Write(text, depth + 1);
        }

        text.Append('}');
    }

    private string Pick(params string[] texts) => texts[_random.Next(texts.Length)];

    private void Space(StringBuilder text) => text.Append(_random.Next(4) == 0 ? Pick(" ", "\n", "\t ") : string.Empty);
}
