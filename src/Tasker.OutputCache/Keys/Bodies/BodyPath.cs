using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Extensions.Primitives;

namespace Tasker.OutputCache.Keys.Bodies;

/// <summary>A place in a JSON body: <c>$.filter.namespace</c>.</summary>
internal sealed class BodyPath
{
    private const int MaximumValues = 16;

    private readonly string[] _names;

    private BodyPath(string text, string[] names)
    {
        Text = text;
        _names = names;
    }

    /// <summary>Gets the path as it was written.</summary>
    public string Text { get; }

    /// <summary>Gets the name of the last member.</summary>
    public string Last => _names[^1];

    /// <summary>Reads a path: <c>$</c>, and names of members, each after a dot.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out BodyPath? path)
    {
        var names = text.Split('.');
        path = names.Length > 1 && names[0] == "$" && names.Skip(1).All(static name => name.Length > 0 && name.AsSpan().IndexOfAny("[]*'\"") < 0)
            ? new BodyPath(text, names[1..])
            : null;
        return path is not null;
    }

    /// <summary>Returns the values at the place: one, or those of a list.</summary>
    /// <returns>Nothing where it is not certain which values the response is for: it then counts as one for all of them.</returns>
    public StringValues Read(JsonElement root)
    {
        foreach (var name in _names)
        {
            // By its exact name. Where a binder ignores case and takes another one, the response counts as one for all values.
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(name, out root))
            {
                return default;
            }
        }

        if (root.ValueKind != JsonValueKind.Array)
        {
            return TextOf(root) is { } one ? one : default(StringValues);
        }

        var count = root.GetArrayLength();
        if (count is 0 or > MaximumValues)
        {
            return default;
        }

        string?[] values = [.. root.EnumerateArray().Select(TextOf)];
        return Array.TrueForAll(values, static value => value is not null) ? values : default(StringValues);
    }

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => JsonNumber.ToPlain(value.GetRawText()),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };
}
