using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Inputs.Inferred;

/// <summary>Decides which inferred parameters are dimensions of their resource. There is room for few, and all endpoints of a resource share it.</summary>
/// <remarks>
/// Where the candidates of all endpoints do not fit, no unmarked one is a dimension: to choose some by their order would make
/// evictions mean something else with the next endpoint. They are in the key all the same, and an eviction that names one takes the resource.
/// </remarks>
internal sealed class DimensionBudget(ResourceTags tags)
{
    private readonly Dictionary<string, Room> _rooms = new(StringComparer.Ordinal);

    /// <summary>Notes an endpoint before any of them is decided.</summary>
    public void Note(CacheResourceAttribute metadata, IEnumerable<string> partitions, BoundInputs bound)
    {
        var resource = tags.Get(metadata.Resource);
        if (!_rooms.TryGetValue(resource.Resource, out var room))
        {
            _rooms[resource.Resource] = room = new Room([.. resource.Names]);
        }

        var defined = metadata.Definition?.Dimensions.Select(static dimension => dimension.Name).ToList() ?? [];
        var named = CacheParameterSet.Parse(metadata.Vary, out _).Dimensions
            .Concat(metadata.Declared.Concat(metadata.Parameters).Where(static parameter => parameter.IsDimension).Select(static parameter => parameter.Dimension))
            .ToHashSet(StringComparer.Ordinal);
        if (!metadata.IsDeclared)
        {
            named.UnionWith(bound.Inputs.Where(static input => input is { IsMarked: true, IsIgnored: false }).Select(static input => TagText.NormalizeName(input.Name)));
            room.Candidates.UnionWith(bound.Inputs.Where(static input => input.IsCandidate).Select(static input => TagText.NormalizeName(input.Name)));
        }

        room.Defined.UnionWith(defined);
        room.Named.UnionWith(named);
        room.Declared.UnionWith(named.Concat(defined).Concat(partitions));
    }

    /// <summary>Decides, when all endpoints are noted.</summary>
    /// <returns>What there is no room for, one sentence per resource.</returns>
    public IEnumerable<string> Decide()
    {
        foreach (var (name, room) in _rooms)
        {
            foreach (var unused in room.Defined.Except(room.Named))
            {
                var meant = KeySuggestion.Nearest(unused, room.Candidates);
                yield return $"The resource '{name}' declares the dimension '{unused}', and none of its endpoints has a parameter of this name: an eviction that names it takes the whole resource. "
                    + (meant is null ? "Correct the name, or remove the dimension." : $"Did you mean '{meant}'?");
            }

            if (room.Candidates.IsSubsetOf(room.Declared) || Fits(room.Declared.Union(room.Candidates)))
            {
                continue;
            }

            room.KeyOnly.UnionWith(room.Candidates.Except(room.Declared));
            tags.Get(name).NoteKeyOnly(room.KeyOnly);
            if (!room.Declared.Overlaps(room.Candidates))
            {
                yield return $"The endpoints of the resource '{name}' have {room.Candidates.Count} parameters that could be dimensions ({string.Join(", ", room.Candidates)}), and {ResourceDimensions.Maximum} are possible. "
                    + "They are in the key, and an eviction that names one of them takes the whole resource. Mark those that evictions name with [CacheDimension].";
            }
        }
    }

    /// <summary>Lists those candidates of an endpoint that are not dimensions.</summary>
    public HashSet<string> FindKeyOnly(string resource, BoundInputs bound)
    {
        var dimensions = tags.Get(resource);
        var keyOnly = _rooms.TryGetValue(dimensions.Resource, out var room) ? new HashSet<string>(room.KeyOnly, StringComparer.Ordinal) : [];
        var candidates = bound.Inputs.Where(static input => input.IsCandidate).Select(static input => TagText.NormalizeName(input.Name)).ToList();
        if (!Fits(candidates.Except(keyOnly).Union(dimensions.Names.ToArray())))
        {
            // An endpoint that came later.
            string[] late = [.. candidates.Where(candidate => !dimensions.Contains(candidate))];
            keyOnly.UnionWith(late);
            dimensions.NoteKeyOnly(late);
        }

        return keyOnly;
    }

    private static bool Fits(IEnumerable<string> names)
    {
        var all = names.ToHashSet(StringComparer.Ordinal);
        return all.Count(static name => !PartitionDimension.Is(name)) <= ResourceDimensions.Maximum && all.Count <= ResourceDimensions.Maximum + 1;
    }

    private sealed record Room(HashSet<string> Declared)
    {
        /// <summary>Gets the dimensions that the declaration of the resource has.</summary>
        public HashSet<string> Defined { get; } = new(StringComparer.Ordinal);

        /// <summary>Gets the dimensions that endpoints have.</summary>
        public HashSet<string> Named { get; } = new(StringComparer.Ordinal);

        public SortedSet<string> Candidates { get; } = new(StringComparer.Ordinal);

        public HashSet<string> KeyOnly { get; } = new(StringComparer.Ordinal);
    }
}
