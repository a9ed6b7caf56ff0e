using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.Tags;
using Tasker.Caching.Evictions.View;

namespace Tasker.Caching.Evictions.Expansion;

/// <summary>Turns a tag that a user names into the tags of the log, and those into the tags of entries.</summary>
internal static class TagExpansion
{
    /// <summary>Past this, the dimension with the most values counts as not named: more goes than need be, never less.</summary>
    public const int MaximumTags = 256;

    /// <summary>An entry carries at most this many tags of one resource for a tag that is given to it.</summary>
    private const int MaximumCarried = 64;

    /// <summary>Past this, the tags that are given to an entry are not narrowed down: more evictions take it than need be.</summary>
    private const int MaximumOfEntry = 512;

    private static readonly string?[] Unnamed = [null];

    // What is not filtered covers all values of a dimension, as far as one knows.
    private static readonly string?[] AnyOrUnnamed = [null, TagText.Any];

    /// <summary>Adds the tags that the log gets: the tag as it is meant, and what processes of the version before look for.</summary>
    /// <param name="tag">What the user evicts.</param>
    /// <param name="resource">What this process knows of its resource; null when it has none of its endpoints, such as a worker.</param>
    /// <param name="tags">Receives the tags.</param>
    /// <param name="error">What is wrong, as a sentence; then nothing was added.</param>
    /// <returns>Whether the tag may be evicted.</returns>
    public static bool TryExpand(CacheTag tag, ResourceDimensions? resource, List<string> tags, out string? error)
    {
        error = null;
        if (tag.Dimensions.Length == 0)
        {
            tags.Add(tag.Name);
            return true;
        }

        var names = new string[tag.Dimensions.Length];
        var meant = new string?[names.Length][];
        var spelt = new string?[names.Length][];
        for (var i = 0; i < names.Length; i++)
        {
            var dimension = tag.Dimensions[i];
            names[i] = dimension.Name;
            if (resource is { IsDeclared: true } && !PartitionDimension.Is(dimension.Name) && !resource.MayBeNamed(dimension.Name))
            {
                error = $"The eviction of '{tag}' was refused: the resource '{resource.Resource}' has no dimension '{dimension.Name}'. Its dimensions: {resource.Describe()}.";
                return false;
            }

            meant[i] = Meant(dimension);
            spelt[i] = Spelt(dimension, resource);
        }

        TagCombinations.Reduce(meant, MaximumTags, Unnamed);
        TagCombinations.AddAll(tag.Name, names, meant, tags);
        TagCombinations.Reduce(spelt, MaximumTags, Unnamed);
        TagCombinations.AddAll(tag.Name, names, spelt, tags);
        return true;
    }

    // What is too long to be told is not told: the dimension counts as not named.
    private static string?[] Meant(CacheTagDimension dimension) =>
        dimension.Values.Length == 0 ? [TagText.Any]
        : Array.Exists(dimension.Values, TagText.IsHash) ? Unnamed
        : dimension.Values;

    // Processes of the version before compare the tags of the log with those of their entries, letter by letter.
    private static string?[] Spelt(CacheTagDimension dimension, ResourceDimensions? resource) =>
        PartitionDimension.Is(dimension.Name) && resource?.Contains(dimension.Name) != true
            ? Unnamed
            : [.. dimension.Values.Select(static value => TagText.IsHash(value) ? value : TagText.ForValue(KeyEscaping.Unescape(value))), TagText.Any];

    /// <summary>Adds the tags of entries that a tag takes: every combination of {value, any} over those of its dimensions that the resource has here.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="resource">What this process knows of its resource.</param>
    /// <param name="taken">Receives the tags.</param>
    /// <param name="unknown">Called with each dimension that the resource does not have here.</param>
    public static void AddTaken(MeantTag tag, ResourceDimensions? resource, List<string> taken, Action<string>? unknown = null)
    {
        if (tag.Dimensions.Length == 0)
        {
            taken.Add(tag.Name);
            return;
        }

        var set = resource?.Set ?? DimensionSet.Empty;
        var names = new List<string>(tag.Dimensions.Length);
        var options = new List<string?[]>(tag.Dimensions.Length);
        foreach (var (name, values) in tag.Dimensions)
        {
            if (!set.Contains(name))
            {
                if (resource?.MayBeNamed(name) != true)
                {
                    unknown?.Invoke(name);
                }
            }
            else if (!tag.IsOfEndpoint || PartitionDimension.Is(name))
            {
                names.Add(name);
                options.Add([.. values.Select(value => value.Spell(resource!, name)).Distinct(StringComparer.Ordinal), TagText.Any]);
            }
        }

        string?[][] all = [.. options];
        TagCombinations.Reduce(all, MaximumTags, Unnamed);
        TagCombinations.AddAll(tag.Name, [.. names], all, taken);
        taken.Add(CoarseTags.Of(tag.Resource));
    }

    // Null if one of them does not read as the type of the dimension: it covers any value then.
    private static string[]? Carry(MeantValue[] values, ResourceDimensions resource, string dimension)
    {
        var spelt = values.Select(value => value.TrySpellOnEntry(resource, dimension)).ToArray();
        return Array.TrueForAll(spelt, static value => value is not null) ? [.. spelt.Distinct(StringComparer.Ordinal)!] : null;
    }

    /// <summary>Adds the tags that an entry carries for a tag that is given to it: those of an endpoint of its resource that is asked for these values.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="resource">What this process knows of its resource.</param>
    /// <param name="carried">Receives the tags.</param>
    public static void AddCarried(MeantTag tag, ResourceDimensions? resource, EntryTagsBuilder carried)
    {
        if (tag.Resource is null)
        {
            carried.Add(tag.Name);
            return;
        }

        var set = resource?.Set ?? DimensionSet.Empty;
        var options = new string?[set.Names.Length][];
        for (var i = 0; i < options.Length; i++)
        {
            var named = Array.Find(tag.Dimensions, dimension => dimension.Name == set.Names[i]);
            options[i] = named.Values is { Length: > 0 } values && Carry(values, resource!, named.Name) is { } carriedValues
                ? [null, .. carriedValues]
                : AnyOrUnnamed;
        }

        if (carried.Count > MaximumOfEntry)
        {
            Array.Fill(options, AnyOrUnnamed);
        }

        var tags = new List<string>();
        if (tag.IsOfEndpoint)
        {
            var partitions = set.Partitions;
            TagCombinations.AddAll(tag.Name, set.Names.AsSpan(0, partitions), options.AsSpan(0, partitions), tags);
        }

        TagCombinations.Reduce(options, MaximumCarried, AnyOrUnnamed);
        TagCombinations.AddAll(tag.Resource, set.Names, options, tags);
        tags.ForEach(carried.Add);
        carried.Note(set.Noted);
    }
}
