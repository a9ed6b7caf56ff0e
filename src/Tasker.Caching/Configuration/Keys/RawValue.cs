using Microsoft.Extensions.Configuration;
using Tasker.Caching.Configuration.Formats;
using Tasker.Configuration.Toml;

namespace Tasker.Caching.Configuration.Keys;

/// <summary>The value of one key: a text, or the items of an array.</summary>
internal sealed record RawValue(string? Text, IReadOnlyList<string>? Items)
{
    /// <summary>Gets the texts as they were typed; <see langword="null"/> where nothing was expanded in them.</summary>
    private string? Typed { get; init; }

    /// <summary>Gets why a variable in it can't be expanded, or an empty text.</summary>
    public string Problem { get; private init; } = string.Empty;

    /// <summary>Gets whether the key counts as not set: null in JSON, and what expands to nothing.</summary>
    public bool IsUnset => Items is null && (Text is null || (Typed is not null && Text.Length == 0));

    /// <summary>Gets whether a variable of the environment is in it.</summary>
    public bool IsExpanded => Typed is not null;

    /// <summary>Reads the value of a key; sections that hold other keys are no value.</summary>
    /// <remarks>Every value passes here and only here, so this is where a text is turned into what it stands for.</remarks>
    public static bool TryRead(IConfigurationSection section, VariableExpander expander, out RawValue value)
    {
        var items = new List<string>();
        foreach (var child in section.GetChildren())
        {
            if (child.Value is null || !int.TryParse(child.Key, out _))
            {
                value = new RawValue(null, null);
                return false;
            }

            items.Add(child.Value);
        }

        value = items.Count > 0 ? new RawValue(null, items) : new RawValue(section.Value, null);
        value = value.Expand(expander);
        return true;
    }

    private RawValue Expand(VariableExpander expander)
    {
        var texts = Items ?? (Text is null ? [] : [Text]);
        if (!texts.Any(VariableExpander.IsNeeded))
        {
            return this;
        }

        var expanded = new List<string>(texts.Count);
        foreach (var text in texts)
        {
            if (!expander.TryExpand(text, out var result, out var problem))
            {
                return this with { Typed = Show(), Problem = problem };
            }

            expanded.Add(result);
        }

        return Items is null ? new RawValue(expanded[0], null) { Typed = Show() } : new RawValue(null, expanded) { Typed = Show() };
    }

    /// <summary>Gets the value in one line as it was typed, for a message.</summary>
    public string Show() => Typed ?? SecretMask.Hide(Items is null ? Text ?? string.Empty : $"[{string.Join(", ", Items)}]");

    public bool SameAs(RawValue other) => (Text, string.Join('\n', Items ?? [])) == (other.Text, string.Join('\n', other.Items ?? []));
}
