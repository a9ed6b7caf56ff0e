namespace Tasker.OutputCache.Policies;

/// <summary>Turns what a user evicts into the tags that entries carry.</summary>
internal static class TagExpansion
{
    /// <summary>Past this, the dimension with the most values counts as not named: more goes than need be, never less.</summary>
    public const int MaximumTags = 256;

    private static readonly string?[] Unnamed = [null];

    /// <summary>Adds the tags to evict: every combination of {value, any} over the dimensions that are named.</summary>
    /// <param name="tag">What the user evicts.</param>
    /// <param name="resource">What this process knows of its resource; null when it has none of its endpoints, such as a worker.</param>
    /// <param name="tags">Receives the tags, ready for the log.</param>
    /// <param name="error">What is wrong, as a sentence; then nothing was added.</param>
    /// <returns>Whether the tag could be expanded.</returns>
    public static bool TryExpand(CacheTag tag, ResourceDimensions? resource, List<string> tags, out string? error)
    {
        error = null;
        if (tag.Dimensions.Length == 0)
        {
            tags.Add(tag.Name);
            return true;
        }

        var names = new string[tag.Dimensions.Length];
        var options = new string?[names.Length][];
        for (var i = 0; i < names.Length; i++)
        {
            var dimension = tag.Dimensions[i];
            names[i] = dimension.Name;
            options[i] = [.. dimension.Values.Select(value => Canonicalize(resource, dimension.Name, value)).Distinct(), TagText.Any];
            if (dimension.Name.StartsWith('@'))
            {
                // Where the responses are not known to be separated, all of them may contain the change.
                options[i] = resource?.Contains(dimension.Name) == true ? options[i] : Unnamed;
            }
            else if (resource?.Contains(dimension.Name) == false)
            {
                error = $"The eviction of '{tag}' was refused: the resource '{resource.Resource}' has no dimension '{dimension.Name}'. Its dimensions: {resource.Describe()}.";
                return false;
            }
        }

        TagCombinations.Reduce(options, MaximumTags, Unnamed);
        TagCombinations.AddAll(tag.Name, names, options, tags);
        return true;
    }

    private static string Canonicalize(ResourceDimensions? resource, string dimension, string escaped) =>
        resource is null || TagText.Unescape(escaped) is not { } value ? escaped : TagText.ForValue(resource.Canonicalize(dimension, value));

    /// <summary>Adds the tags that an entry carries when its handler names a tag itself: every combination of the values that it names.</summary>
    public static void AddEntryTags(CacheTag tag, Action<string> add)
    {
        var tags = new List<string>();
        if (tag.Dimensions.Length == 0)
        {
            tags.Add(tag.Name);
        }
        else
        {
            string?[][] options = [.. tag.Dimensions.Select(static dimension => dimension.Values.Length > 0 ? dimension.Values.ToArray<string?>() : [TagText.Any])];
            TagCombinations.AddAll(tag.Name, [.. tag.Dimensions.Select(static dimension => dimension.Name)], options, tags);
        }

        tags.ForEach(add);
    }
}
