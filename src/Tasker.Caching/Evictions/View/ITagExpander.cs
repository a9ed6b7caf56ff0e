using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>Knows the dimensions that resources have in this process, and so what a tag stands for here.</summary>
/// <remarks>
/// The log holds tags as they were meant. Every process takes them by its own dimensions: one that it does not know counts as
/// not named, so that more goes than need be, never less.
/// </remarks>
[Experimental(EngineFace.DiagnosticId)]
public interface ITagExpander
{
    /// <summary>Adds the tags that the log gets for what a user evicts.</summary>
    /// <param name="tag">What the user evicts.</param>
    /// <param name="expanded">Receives the tags of the log.</param>
    /// <param name="error">Why it was refused, as a sentence.</param>
    /// <returns>Whether it may be evicted.</returns>
    bool TryExpand(CacheTag tag, List<string> expanded, [NotNullWhen(false)] out string? error);

    /// <summary>Adds the tags of entries that a tag of the log takes in this process.</summary>
    /// <param name="logged">The tag as the log has it, without the mark of a soft eviction.</param>
    /// <param name="taken">Receives the tags of entries, the coarse one of the resource among them.</param>
    void AddTaken(string logged, List<string> taken);

    /// <summary>Adds the tags that an entry carries when a user gives it a tag.</summary>
    void AddCarried(CacheTag tag, EntryTagsBuilder carried);

    /// <summary>Gets the dimensions that a resource has in this process now, as one text; empty if it has none.</summary>
    string DimensionsOf(ReadOnlySpan<char> resource);

    /// <summary>Makes sure that a resource never gains a dimension without the view's knowledge.</summary>
    void Attach(EvictionView view);
}
