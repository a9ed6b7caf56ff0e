namespace Tasker.Caching.Backends;

/// <summary>A tag and the sequence of its last eviction.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Sequence">The sequence.</param>
public readonly record struct EvictedTag(string Tag, long Sequence)
{
    /// <summary>The tag that every entry carries. A log that can't say what was evicted says this.</summary>
    public const string Everything = "*";
}
