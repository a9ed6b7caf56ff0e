using Tasker.Caching.Engine;

namespace Tasker.Caching.Objects;

/// <summary>Makes the tags of a resource's objects.</summary>
internal sealed class ObjectTags
{
    private const int MaximumTags = 64;

    // An object whose key does not say covers all values, as far as one knows.
    private static readonly string?[] AnyOrUnnamed = [null, TagText.Any];

    private readonly ResourceDimensions _dimensions;
    private readonly string[] _parts;

    public ObjectTags(ResourceDimensions dimensions, ObjectKeyShape? shape)
    {
        _dimensions = dimensions;
        _parts = [.. (shape?.Parts ?? []).Select(TagText.NormalizeName)];
    }

    /// <summary>Returns every tag of an object, ready for the log.</summary>
    /// <param name="key">The key, as its user wrote it.</param>
    /// <param name="keyTag">The tag of the key.</param>
    /// <param name="more">Tags of the user's.</param>
    public EntryTags MakeTags(string key, string keyTag, IEnumerable<CacheTag>? more)
    {
        var all = new EntryTagsBuilder();
        all.Add(keyTag);
        foreach (var tag in more ?? [])
        {
            _dimensions.AddCarried(tag, all);
        }

        // After the tags of the user: they may be what the resource gains a dimension by.
        var set = _dimensions.Set;
        var names = set.Names;
        var options = new string?[names.Length][];
        var values = key.Split(':', Math.Max(1, _parts.Length));
        for (var i = 0; i < names.Length; i++)
        {
            var part = Array.IndexOf(_parts, names[i]);
            options[i] = part >= 0 && part < values.Length && _dimensions.TryCanonicalize(names[i], null, values[part]) is { } value ? [null, TagText.ForValue(value)] : AnyOrUnnamed;
        }

        TagCombinations.Reduce(options, MaximumTags, AnyOrUnnamed);
        var tags = new List<string>();
        TagCombinations.AddAll(_dimensions.Resource, names, options, tags);
        tags.ForEach(all.Add);
        all.Note(set.Noted);
        return all.Build();
    }
}
