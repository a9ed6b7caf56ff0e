using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>The tags of an entry, and the dimensions that they were made of.</summary>
/// <param name="names">The tags, without duplicates.</param>
/// <param name="sets">The set of every resource that has dimensions. One that is not listed has none.</param>
[Experimental(EngineFace.DiagnosticId)]
public sealed class EntryTags(IReadOnlyList<string> names, IReadOnlyList<ResourceSet>? sets = null)
{
    internal IReadOnlyList<string> Names { get; } = names;

    internal IReadOnlyList<ResourceSet> Sets { get; } = sets ?? [];

    /// <summary>Gets the dimensions that the tags of a resource were made of.</summary>
    internal string DimensionsOf(ReadOnlySpan<char> resource)
    {
        for (var i = 0; i < Sets.Count; i++)
        {
            if (resource.SequenceEqual(Sets[i].Resource))
            {
                return Sets[i].Dimensions;
            }
        }

        return string.Empty;
    }
}
