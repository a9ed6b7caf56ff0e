using Tasker.Caching.Engine;

namespace Tasker.Caching.Evictions.View;

/// <summary>The tag by which entries are judged whose tags were made of other dimensions than this process has.</summary>
/// <remarks>Every eviction that narrows a resource down takes it as well: one that does not carries the plain resource, as all entries do.</remarks>
internal static class CoarseTags
{
    /// <summary>Gets the coarse tag of a resource. No eviction can name it: otherwise a dimension follows the bar.</summary>
    public static string Of(ReadOnlySpan<char> resource) => $"{resource}|";

    /// <summary>Adds the coarse tags of those resources whose tags were made of other dimensions than this process has now.</summary>
    public static IReadOnlyList<string> Complete(EntryTags tags, ITagExpander expander)
    {
        List<string>? completed = null;
        ReadOnlySpan<char> last = default;
        for (var i = 0; i < tags.Names.Count; i++)
        {
            var name = tags.Names[i];
            var resource = TagText.ResourceOf(name);
            if (resource.IsEmpty || resource.SequenceEqual(last))
            {
                continue;
            }

            // Tags of one resource stand together.
            last = resource;
            if (tags.DimensionsOf(resource) != expander.DimensionsOf(resource) && TagText.MayBeOfResource(name))
            {
                var coarse = Of(resource);
                completed ??= [.. tags.Names];
                if (!completed.Contains(coarse, StringComparer.Ordinal))
                {
                    completed.Add(coarse);
                }
            }
        }

        return completed ?? tags.Names;
    }
}
