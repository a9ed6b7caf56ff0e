using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Keys.Parameters;

namespace Tasker.OutputCache.Keys;

/// <summary>Makes the tags of one endpoint's entries.</summary>
internal sealed class TagTemplate
{
    /// <summary>An entry has at most this many, as long as its handler adds none.</summary>
    public const int MaximumTags = 64;

    /// <summary>Fixed tags that an endpoint may declare.</summary>
    public const int MaximumFixedTags = 8;

    // The list grows where there are more.
    private const int UsualTags = 12;

    // The response covers all values of this dimension, as far as one knows.
    private static readonly string?[] AnyOrUnnamed = [null, TagText.Any];

    private readonly string _endpoint;
    private readonly string? _claimed;
    private readonly ResourceDimensions _dimensions;
    private readonly CacheParameterSet _parameters;
    private readonly string[] _fixedTags;
    private readonly string[] _templates;

    /// <summary>Initializes a new instance of the <see cref="TagTemplate"/> class.</summary>
    /// <param name="name">The name of the endpoint.</param>
    /// <param name="dimensions">The dimensions of its resource.</param>
    /// <param name="parameters">The parameters that the endpoint declares.</param>
    /// <param name="fixedTags">Further tags, as the user wrote them; at most <see cref="MaximumFixedTags"/>.</param>
    /// <param name="claimedName">The name that the endpoint was meant to have, if other endpoints claim it too: an eviction by it takes all of them.</param>
    public TagTemplate(string name, ResourceDimensions dimensions, CacheParameterSet parameters, IEnumerable<string> fixedTags, string? claimedName = null)
    {
        _endpoint = $"{dimensions.Resource}/{TagText.NormalizeName(name)}";
        _claimed = claimedName is null || claimedName == name ? null : $"{dimensions.Resource}/{TagText.NormalizeName(claimedName)}";
        _dimensions = dimensions;
        _parameters = parameters;
        string[] all = [.. fixedTags];
        _templates = Array.FindAll(all, static tag => TagPlaceholders.NamesIn(tag).Any());
        _fixedTags = [.. all.Except(_templates).Select(static tag => TagText.ForLiteral(tag)).Distinct().Except([dimensions.Resource, _endpoint])];
    }

    /// <summary>Gets the tag that every entry of the endpoint carries.</summary>
    public string EndpointTag => _endpoint;

    /// <summary>Gets what finds the entries by path.</summary>
    public PathTags Paths { get; init; } = PathTags.Unrouted;

    /// <summary>Returns every tag of the response to a request, ready for the log. Call before the handler runs: it may change the request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="partition">Whose response it is.</param>
    /// <param name="key">The key of the entry.</param>
    /// <returns>The tags, without duplicates.</returns>
    public EntryTags MakeTags(HttpContext context, PartitionId partition, ReadOnlySpan<char> key)
    {
        var set = _dimensions.Set;
        var options = new string?[set.Names.Length][];
        for (var i = 0; i < options.Length; i++)
        {
            options[i] = MakeOptions(context, set.Names[i], partition);
        }

        return MakeTags(set, options, TagText.ForKey(key), Paths.ListOf(context), Fill(context));
    }

    // What has no value, or several, is not in the tag of one: such a response has none.
    private List<string> Fill(HttpContext context)
    {
        var filled = new List<string>(_templates.Length);
        foreach (var template in _templates)
        {
            if (TagPlaceholders.Fill(template, name => ValueOf(context, name)) is { } tag)
            {
                filled.Add(TagText.ForLiteral(tag));
            }
        }

        return filled;
    }

    private string? ValueOf(HttpContext context, string name)
    {
        foreach (var parameter in _parameters.Parameters)
        {
            if (parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                var values = ParameterReader.Read(context, parameter);
                var value = values.Count switch { 0 => parameter.Default, 1 => values[0], _ => null };
                return string.IsNullOrEmpty(value) ? null : parameter.Binding.Form?.TryFormat(value) ?? value;
            }
        }

        return null;
    }

    private string?[] MakeOptions(HttpContext context, string dimension, PartitionId partition)
    {
        if (partition.Id is { } id && partition.Dimension == dimension)
        {
            return [null, Spell(dimension, id)];
        }

        foreach (var parameter in _parameters.Parameters)
        {
            if (parameter.IsDimension && parameter.Dimension == dimension)
            {
                return MakeOptions(parameter, ParameterReader.Read(context, parameter));
            }
        }

        return AnyOrUnnamed;
    }

    private string?[] MakeOptions(CacheParameter parameter, StringValues values)
    {
        if (values.Count > 1 && !parameter.Binding.IsMany)
        {
            // The handler has the first of them, or all of them as one text.
            return AnyOrUnnamed;
        }

        var options = new List<string?>(values.Count + 1) { null };
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i] is not { } value || _dimensions.TryCanonicalize(parameter.Dimension, parameter.Binding.Form, value) is not { } canonical)
            {
                // Among other values, too: who knows what the handler makes of it.
                return AnyOrUnnamed;
            }

            var option = TagText.ForValue(canonical);
            if (!options.Contains(option))
            {
                options.Add(option);
            }
        }

        return options.Count == 1 ? AnyOrUnnamed : [.. options];
    }

    private string Spell(string dimension, string value) => TagText.ForValue(_dimensions.Canonicalize(dimension, value));

    private EntryTags MakeTags(DimensionSet set, string?[][] options, string key, List<string> paths, List<string> filled)
    {
        var tags = new List<string>(UsualTags) { key };
        tags.AddRange(paths);
        var partitions = set.Partitions;
        TagCombinations.AddAll(_endpoint, set.Names.AsSpan(0, partitions), options.AsSpan(0, partitions), tags);
        if (_claimed is not null)
        {
            TagCombinations.AddAll(_claimed, set.Names.AsSpan(0, partitions), options.AsSpan(0, partitions), tags);
        }

        TagCombinations.Reduce(options, MaximumTags - tags.Count - _fixedTags.Length - filled.Count, AnyOrUnnamed);
        TagCombinations.AddAll(_dimensions.Resource, set.Names, options, tags);
        var known = new EntryTags(tags, set.Noted);
        if (_fixedTags.Length == 0 && filled.Count == 0)
        {
            return known;
        }

        var all = new EntryTagsBuilder(known);
        foreach (var tag in _fixedTags)
        {
            _dimensions.AddCarried(CacheTag.OfEntries(tag), all);
        }

        foreach (var tag in filled)
        {
            _dimensions.AddCarried(CacheTag.OfEntries(tag), all);
        }

        return all.Build();
    }
}
