using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Tasker.Caching.Engine;

/// <summary>Writes labelled parts so that two different lists of parts never read the same.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class IdentityText
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds a part, unless it says nothing.</summary>
    public void Add(string label, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            _text.Append(CultureInfo.InvariantCulture, $"{label}={value.Length}:{value};");
        }
    }

    /// <summary>Adds a part for each value, in an order that does not depend on where they come from.</summary>
    public void AddAll(string label, IEnumerable<string> values)
    {
        foreach (var value in values.Order(StringComparer.Ordinal))
        {
            Add(label, value);
        }
    }

    /// <summary>Adds a part for each pair that has a value.</summary>
    public void AddAll(string label, IEnumerable<KeyValuePair<string, object?>> pairs)
    {
        foreach (var (name, value) in pairs.OrderBy(static pair => pair.Key, StringComparer.OrdinalIgnoreCase))
        {
            if (Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text)
            {
                Add($"{label}.{TagText.NormalizeName(name)}", text);
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
