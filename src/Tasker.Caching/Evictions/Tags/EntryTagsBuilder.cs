using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>Gathers the tags of an entry, each once.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class EntryTagsBuilder
{
    private readonly List<string> _names;
    private readonly HashSet<string> _known;
    private readonly List<ResourceSet> _sets;

    /// <param name="known">The tags to begin with.</param>
    public EntryTagsBuilder(EntryTags? known = null)
    {
        _names = [.. known?.Names ?? []];
        _known = new HashSet<string>(_names, StringComparer.Ordinal);
        _sets = [.. known?.Sets ?? []];
    }

    internal int Count => _names.Count;

    internal void Add(string name)
    {
        if (_known.Add(name))
        {
            _names.Add(name);
        }
    }

    /// <summary>Notes what tags of resources were made of.</summary>
    internal void Note(IEnumerable<ResourceSet> sets)
    {
        foreach (var set in sets)
        {
            Note(set);
        }
    }

    private void Note(ResourceSet set)
    {
        var i = _sets.FindIndex(known => known.Resource == set.Resource);
        if (i < 0)
        {
            _sets.Add(set);
        }
        else if (_sets[i] != set)
        {
            // The resource has gained a dimension in between.
            _sets[i] = set with { Dimensions = ResourceSet.Mixed };
        }
    }

    /// <summary>Returns the tags that were added.</summary>
    public EntryTags Build() => new([.. _names], [.. _sets]);
}
