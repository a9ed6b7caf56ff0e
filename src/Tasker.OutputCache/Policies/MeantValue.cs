namespace Tasker.OutputCache.Policies;

/// <summary>A value of a dimension as it was meant.</summary>
/// <param name="Text">The value, or its hash.</param>
/// <param name="IsHash">Whether it was too long to be told.</param>
internal readonly record struct MeantValue(string Text, bool IsHash)
{
    /// <summary>Returns the value as the tags of a process spell it.</summary>
    /// <param name="resource">The resource in this process.</param>
    /// <param name="dimension">The dimension.</param>
    public string Spell(ResourceDimensions resource, string dimension) => IsHash ? Text : TagText.ForValue(resource.Canonicalize(dimension, Text));
}
