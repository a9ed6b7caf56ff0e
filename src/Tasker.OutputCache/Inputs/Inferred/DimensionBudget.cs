using Tasker.OutputCache.Policies;

namespace Tasker.OutputCache.Inputs.Inferred;

/// <summary>Decides which inferred parameters are dimensions of their resource. There is room for few, and all endpoints of a resource share it.</summary>
/// <remarks>
/// Where the candidates of all endpoints do not fit, none of them is a dimension that nobody has marked: to choose some by their order would make
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

        room.Declared.UnionWith(partitions);
        room.Declared.UnionWith(CacheParameterSet.Parse(metadata.Vary, out _).Dimensions);
        room.Declared.UnionWith(metadata.Parameters.Where(static parameter => parameter.IsDimension).Select(static parameter => parameter.Dimension));
        if (metadata.Vary.Length == 0)
        {
            room.Declared.UnionWith(bound.Inputs.Where(static input => input is { IsMarked: true, IsIgnored: false }).Select(static input => TagText.NormalizeName(input.Name)));
            room.Candidates.UnionWith(bound.Inputs.Where(static input => input.IsCandidate).Select(static input => TagText.NormalizeName(input.Name)));
        }
    }

    /// <summary>Decides, when all endpoints are noted.</summary>
    /// <returns>What there is no room for, one sentence per resource.</returns>
    public IEnumerable<string> Decide()
    {
        foreach (var (name, room) in _rooms)
        {
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
        public SortedSet<string> Candidates { get; } = new(StringComparer.Ordinal);

        public HashSet<string> KeyOnly { get; } = new(StringComparer.Ordinal);
    }
}
