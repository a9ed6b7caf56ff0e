using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Evictions.Expansion;

namespace Tasker.Caching.Engine;

/// <summary>The dimensions of a resource: those of all its endpoints and mappings together.</summary>
/// <remarks>
/// Most are there before the first request. An entry stored before a dimension was added does not carry the tags that an eviction
/// by this dimension names: so whatever this process holds of the resource is void from then on.
/// </remarks>
[Experimental(EngineFace.DiagnosticId)]
public sealed class ResourceDimensions
{
    /// <summary>Every dimension doubles the tags of an entry.</summary>
    public const int Maximum = CacheResource.MaximumDimensions;

    private readonly Lock _gate = new();
    private readonly ResourceTags? _all;

    // In ordinal order, so that entries and evictions spell composite tags alike; replaced, never changed.
    private volatile DimensionSet _set = DimensionSet.Empty;
    private volatile bool _isDeclared;

    // Whether they may be shown to anybody; replaced, never changed.
    private volatile FrozenDictionary<string, bool> _areShown = FrozenDictionary<string, bool>.Empty;

    // How values are compared, where something here binds them as more than text; replaced, never changed.
    private volatile FrozenDictionary<string, ValueForm> _forms = FrozenDictionary<string, ValueForm>.Empty;
    private bool _isFixed;

    // Parameters of keys for which there was no room; replaced, never changed.
    private volatile FrozenSet<string> _keyOnly = FrozenSet<string>.Empty;

    internal ResourceDimensions(string resource, ResourceTags? all = null)
    {
        Resource = TagText.NormalizeName(resource);
        _all = all;
    }

    /// <summary>Gets the name of the resource.</summary>
    public string Resource { get; }

    /// <summary>Gets the dimensions in ordinal order, the partitions among them.</summary>
    public ReadOnlySpan<string> Names => _set.Names;

    /// <summary>Gets the dimensions as they are now.</summary>
    public DimensionSet Set => _set;

    /// <summary>Gets a value indicating whether endpoints or keys of objects declare what dimensions there are: another one is a mistake then.</summary>
    internal bool IsDeclared => _isDeclared;

    /// <summary>Tells whether the resource has a dimension.</summary>
    /// <param name="dimension">The name of the dimension.</param>
    /// <returns><see langword="true"/> if it has.</returns>
    public bool Contains(string dimension) => _set.Contains(dimension);

    /// <summary>Adds the tags that an entry carries when it is given a tag of any resource.</summary>
    public void AddCarried(CacheTag tag, EntryTagsBuilder carried)
    {
        if (_all is null)
        {
            TagExpansion.AddCarried(MeantTag.Parse(tag.ToString()), null, carried);
        }
        else
        {
            _all.AddCarried(tag, carried);
        }
    }

    /// <summary>Adds dimensions: all of them, or none and an error.</summary>
    /// <param name="dimensions">The dimensions, those of parameters and of partitions, see <see cref="PartitionDimension"/>.</param>
    /// <param name="declaredBy">Who declares them, for the error: an endpoint or a mapping.</param>
    /// <param name="error">What is wrong, as a sentence.</param>
    /// <returns>Whether the resource has these dimensions now.</returns>
    public bool TryAdd(IEnumerable<string> dimensions, string declaredBy, out string? error)
    {
        lock (_gate)
        {
            var names = new SortedSet<string>(_set.Names, StringComparer.Ordinal);
            names.UnionWith(dimensions.Select(TagText.NormalizeName));
            error = null;
            if (names.Count == _set.Names.Length)
            {
                _isDeclared = true;
                return true;
            }

            var partitions = names.Count(PartitionDimension.Is);
            if (names.Count - partitions > Maximum)
            {
                error = $"{declaredBy} gives the resource '{Resource}' too many dimensions: {Describe(names)}; at most {Maximum} are possible. Give one of them a default, or use another resource.";
            }
            else if (names.Count > Maximum + 1)
            {
                error = $"{declaredBy} partitions the resource '{Resource}', which has {Describe(names)}, by tenant and by user. Drop a dimension, or use another resource.";
            }

            if (error is null)
            {
                Replace_NeedsLock(names, _forms);
                _isDeclared = true;
            }

            return error is null;
        }
    }

    /// <summary>Adds dimensions that a tag names, as far as there is room, to a resource of which nothing is declared here.</summary>
    internal void Gain(IEnumerable<string> dimensions)
    {
        lock (_gate)
        {
            var names = new SortedSet<string>(_set.Names, StringComparer.Ordinal);
            foreach (var dimension in dimensions)
            {
                if (names.Count < Maximum)
                {
                    names.Add(dimension);
                }
            }

            if (!_isDeclared && names.Count > _set.Names.Length)
            {
                Replace_NeedsLock(names, _forms);
            }
        }
    }

    private void Replace_NeedsLock(IReadOnlyCollection<string> names, FrozenDictionary<string, ValueForm> forms)
    {
        var set = DimensionSet.Of(Resource, names, forms);
        var hasGained = names.Count > _set.Names.Length;
        if (_all is null)
        {
            Publish();
        }
        else
        {
            _all.Change(this, Publish, isRespelt: !hasGained, told: hasGained && _isFixed ? Describe(names) : null);
        }

        void Publish()
        {
            _forms = forms;
            _set = set;
        }
    }

    /// <summary>Notes parameters that would be dimensions if there were room: an eviction that names one takes whatever it would take without it.</summary>
    public void NoteKeyOnly(IEnumerable<string> names)
    {
        lock (_gate)
        {
            _keyOnly = _keyOnly.Union(names).ToFrozenSet(StringComparer.Ordinal);
        }
    }

    /// <summary>Tells whether evictions may name it: as a dimension, or as a parameter for which there was no room.</summary>
    internal bool MayBeNamed(string dimension) => Contains(dimension) || _keyOnly.Contains(dimension);

    /// <summary>Notes what the values of dimensions are read from.</summary>
    public void NoteSource(IEnumerable<string> dimensions, bool isClaim)
    {
        lock (_gate)
        {
            var areShown = new Dictionary<string, bool>(_areShown, StringComparer.Ordinal);
            foreach (var dimension in dimensions.Select(TagText.NormalizeName))
            {
                areShown[dimension] = !isClaim && areShown.GetValueOrDefault(dimension, true);
            }

            _areShown = areShown.ToFrozenDictionary(StringComparer.Ordinal);
        }
    }

    /// <summary>Tells whether the values of a dimension are for everybody's eyes: something here has it, and nothing reads it from claims.</summary>
    internal bool IsShown(string dimension) => _areShown.GetValueOrDefault(dimension);

    /// <summary>Notes how an endpoint binds the values of its dimensions. Where endpoints disagree, a dimension counts as any.</summary>
    /// <returns>What disagrees, one sentence each.</returns>
    public IReadOnlyList<string> NoteForms(IEnumerable<DimensionForm> bound)
    {
        var flaws = new List<string>();
        lock (_gate)
        {
            var forms = new Dictionary<string, ValueForm>(_forms, StringComparer.Ordinal);
            foreach (var (parameter, dimension, form) in bound)
            {
                var isTyped = forms.TryGetValue(dimension, out var known);
                if (isTyped ? known!.Kind == form.Kind : !_isFixed && forms.TryAdd(dimension, form.Widest))
                {
                    continue;
                }

                flaws.Add($"it binds '{parameter}' as another type than the rest of the resource '{Resource}'. Its values count as any: every eviction that names the dimension takes these responses. Bind it as one type everywhere, or give it another name.");
                if (!_isFixed)
                {
                    forms[dimension] = AnyForm.Instance;
                }
            }

            if (forms.Count != _forms.Count || forms.Any(form => _forms[form.Key].Kind != form.Value.Kind))
            {
                Replace_NeedsLock(_set.Names, forms.ToFrozenDictionary(StringComparer.Ordinal));
            }
        }

        return flaws;
    }

    /// <summary>Ends the start: a dimension that is added from now on costs what the resource has cached here, and is told of.</summary>
    internal void Fix()
    {
        lock (_gate)
        {
            _isFixed = true;
        }
    }

    /// <summary>Returns the form of a dimension's value in which it is compared, whatever way it was spelt.</summary>
    /// <param name="dimension">The dimension, as <see cref="Names"/> has it.</param>
    /// <param name="value">The value as text, not escaped.</param>
    public string Canonicalize(string dimension, string value) => _forms.TryGetValue(dimension, out var form) ? form.TryFormat(value) ?? value : value;

    /// <summary>Returns the form of a value that an entry was made for.</summary>
    /// <param name="dimension">The dimension, as <see cref="Names"/> has it.</param>
    /// <param name="form">How it was bound; <see langword="null"/> for text, and where nothing is known.</param>
    /// <param name="value">The value as text, not escaped.</param>
    /// <returns><see langword="null"/> if it is unknown what the handler made of it: the entry covers any value.</returns>
    public string? TryCanonicalize(string dimension, ValueForm? form, string value)
    {
        // Binders take blanks for nothing.
        if (string.IsNullOrWhiteSpace(value))
        {
            return null;
        }

        if (!_forms.TryGetValue(dimension, out var shared))
        {
            // A type that was found after the start: evictions don't know of it.
            return form is null ? value : null;
        }

        return form is null ? shared.TryFormat(value)
            : form.Kind == shared.Kind ? form.TryFormat(value)
            : null;
    }

    internal string Describe() => Describe(_set.Names);

    private static string Describe(IEnumerable<string> names)
    {
        var text = string.Join(", ", names.Where(static name => !PartitionDimension.Is(name)));
        return text.Length == 0 ? "none" : text;
    }
}
