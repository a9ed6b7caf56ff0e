using Tasker.Caching.Engine;

namespace Tasker.Caching.Evictions.Expansion;

/// <summary>A value of a dimension as it was meant.</summary>
/// <param name="Text">The value, or its hash.</param>
/// <param name="IsHash">Whether it was too long to be told.</param>
internal readonly record struct MeantValue(string Text, bool IsHash)
{
    /// <summary>Returns the value as the tags of a process spell it.</summary>
    /// <param name="resource">The resource in this process.</param>
    /// <param name="dimension">The dimension.</param>
    public string Spell(ResourceDimensions resource, string dimension) => IsHash ? Text : TagText.ForValue(resource.Canonicalize(dimension, Text));

    /// <summary>Returns the value as an entry carries it.</summary>
    /// <returns><see langword="null"/> if the entry covers any value: this one does not read as the type of the dimension.</returns>
    /// <inheritdoc cref="Spell"/>
    public string? TrySpellOnEntry(ResourceDimensions resource, string dimension) =>
        IsHash ? Text
        : resource.TryCanonicalize(dimension, form: null, Text) is { } value ? TagText.ForValue(value)
        : null;
}
