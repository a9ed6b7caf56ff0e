using System.Diagnostics.CodeAnalysis;

namespace Tasker.OutputCache.Evictions;

/// <summary>Knows the dimensions of resources, and so the tags that an eviction has to name.</summary>
internal interface ITagExpander
{
    /// <summary>Adds the tags that stand for what a user evicts.</summary>
    /// <param name="tag">What the user evicts.</param>
    /// <param name="expanded">Receives the tags of the log.</param>
    /// <param name="error">Why it was refused, as a sentence.</param>
    /// <returns>Whether it could be expanded.</returns>
    bool TryExpand(CacheTag tag, List<string> expanded, [NotNullWhen(false)] out string? error);
}
