using Tasker.Caching.Engine;

namespace Tasker.Caching.Evictions.Expansion;

/// <summary>A tag as it was meant: a resource, dimensions by name, values as text. No process's dimensions are in it.</summary>
/// <remarks>
/// It is spelt as the log holds it, <c>analytics|namespace=payments,status=*</c>. A value stands for itself and for what is not
/// filtered; <c>*</c> alone for what is not filtered. So each combination of {value, any}, as processes of earlier versions
/// append them, means a part of the same eviction, and nothing beyond it.
/// </remarks>
internal sealed class MeantTag
{
    private MeantTag(string name, string? resource, MeantDimension[] dimensions)
    {
        Name = name;
        Resource = resource;
        Dimensions = dimensions;
    }

    /// <summary>Gets the tag without its dimensions.</summary>
    public string Name { get; }

    /// <summary>Gets the resource, or null for a tag that is of none.</summary>
    public string? Resource { get; }

    /// <summary>Gets the dimensions in ordinal order.</summary>
    public MeantDimension[] Dimensions { get; }

    /// <summary>Gets a value indicating whether it is the tag of an endpoint, which only partitions narrow down.</summary>
    public bool IsOfEndpoint => Resource is not null && Name.Length != Resource.Length;

    /// <summary>Reads a tag as the log, a <see cref="CacheTag"/> or another process spells it.</summary>
    /// <param name="text">The text, without the mark of a soft eviction. What can't be read is taken as wide as it may be meant.</param>
    public static MeantTag Parse(string text)
    {
        var bar = TagText.IsOfKeyOrPath(text) ? -1 : text.IndexOf('|', StringComparison.Ordinal);
        var name = bar < 0 ? text : TagText.NormalizeName(text[..bar]);
        if (!TagText.TryFindResource(name, out var resource))
        {
            return new MeantTag(text, null, []);
        }

        var dimensions = new SortedDictionary<string, List<MeantValue>>(StringComparer.Ordinal);
        foreach (var part in bar < 0 ? [] : text[(bar + 1)..].Split(','))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                return new MeantTag(name, resource, []);
            }

            var dimension = TagText.NormalizeName(part[..equals]);
            if (!dimensions.TryGetValue(dimension, out var values))
            {
                dimensions.Add(dimension, values = []);
            }

            AddValues(part[(equals + 1)..], values);
        }

        return new MeantTag(name, resource, [.. dimensions.Select(static dimension => new MeantDimension(dimension.Key, [.. dimension.Value]))]);
    }

    private static void AddValues(string text, List<MeantValue> values)
    {
        foreach (var value in text.Split('|'))
        {
            if (value.Length > 0 && value != TagText.Any)
            {
                values.Add(TagText.IsHash(value) ? new MeantValue(value, IsHash: true) : new MeantValue(KeyEscaping.Unescape(value), IsHash: false));
            }
        }
    }
}
