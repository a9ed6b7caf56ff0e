using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tasker.Caching.Evictions;
using Tasker.Caching.Evictions.Expansion;

namespace Tasker.Caching.Engine;

/// <summary>The dimensions of every resource of this process.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class ResourceTags : ITagExpander
{
    // Names of resources in tags may come out of data. Past this, a resource that is not declared has no dimensions.
    private const int MaximumUndeclared = 1024;

    // So many names are told apart of resources without dimensions of which this process may hold something.
    private const int MaximumPlain = 4096;

    // Names of dimensions in the log may come from anybody who can write to it.
    private const int MaximumReported = 100;

    private readonly ConcurrentDictionary<string, ResourceDimensions> _resources = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ResourceDimensions>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly ConcurrentDictionary<(string Resource, string Dimension), bool> _reported = new();
    private readonly ConcurrentDictionary<string, bool> _plain = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool>.AlternateLookup<ReadOnlySpan<char>> _plainBySpan;
    private readonly Func<string, ResourceDimensions> _make;
    private readonly ILogger _logger;
    private volatile EvictionView? _view;

    internal ResourceTags(ILogger<ResourceTags>? logger = null)
    {
        _bySpan = _resources.GetAlternateLookup<ReadOnlySpan<char>>();
        _plainBySpan = _plain.GetAlternateLookup<ReadOnlySpan<char>>();
        _make = name => new ResourceDimensions(name, this);
        _logger = logger?.Guarded() ?? NullLogger<ResourceTags>.Instance;
    }

    /// <summary>Gets the dimensions of a resource, which is known from then on.</summary>
    public ResourceDimensions Get(string resource) => _resources.GetOrAdd(TagText.NormalizeName(resource), _make);

    private ResourceDimensions? Find(string? resource) => resource is not null && _resources.TryGetValue(resource, out var known) ? known : null;

    /// <summary>Gets or sets a value indicating whether this process has cached endpoints, and all of them are known.</summary>
    public bool HasEndpoints { get; set; }

    internal IEnumerable<string> Names => _resources.Keys;

    internal bool IsKnown(string resource) => _resources.ContainsKey(resource);

    internal bool TryGet(string resource, [NotNullWhen(true)] out ResourceDimensions? dimensions) => _resources.TryGetValue(resource, out dimensions);

    /// <summary>Tells whether the values of a dimension are for everybody's eyes. Those of which this process knows nothing are not.</summary>
    public bool IsShown(string resource, string dimension) => Find(TagText.NormalizeName(resource))?.IsShown(dimension) == true;

    /// <summary>Ends the start: a dimension that a resource gains from here on is told of.</summary>
    public void Fix()
    {
        foreach (var dimensions in _resources.Values)
        {
            dimensions.Fix();
        }

        _view?.TakeAgain();
    }

    /// <inheritdoc/>
    public void Attach(EvictionView view) => _view = view;

    /// <summary>Changes the dimensions of a resource, so that no eviction is applied between the change and the end of what was made before it.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="change">What changes them.</param>
    /// <param name="isRespelt">Whether values are spelt in another way from here on.</param>
    /// <param name="told">The dimensions, if the change is to be told of.</param>
    internal void Change(ResourceDimensions resource, Action change, bool isRespelt, string? told)
    {
        if (_view is { } view)
        {
            view.Change(
                resource.Resource,
                () =>
                {
                    var hadSome = resource.Set.Names.Length > 0;
                    change();

                    // Neither side may look before what it has written can be seen: see DimensionsOf.
                    Interlocked.MemoryBarrier();
                    return hadSome || MayHold(resource.Resource);
                },
                isRespelt);
        }
        else
        {
            change();
        }

        if (told is not null)
        {
            _logger.DimensionGained(resource.Resource, told);
        }
    }

    // Read after the change: a thread that saw the earlier dimensions has left the name here.
    private bool MayHold(string resource) => _plain.Count >= MaximumPlain || _plain.ContainsKey(resource);

    /// <inheritdoc/>
    public string DimensionsOf(ReadOnlySpan<char> resource)
    {
        if (TextOf(resource) is { Length: > 0 } text)
        {
            return text;
        }

        if (!_plainBySpan.ContainsKey(resource) && _plain.Count < MaximumPlain)
        {
            _plainBySpan.TryAdd(resource, true);
        }

        return TextOf(resource);
    }

    private string TextOf(ReadOnlySpan<char> resource) => _bySpan.TryGetValue(resource, out var known) ? known.Set.Text : string.Empty;

    /// <inheritdoc/>
    public bool TryExpand(CacheTag tag, List<string> expanded, [NotNullWhen(false)] out string? error)
    {
        if (TagExpansion.TryExpand(tag, Find(tag.Resource), expanded, out error))
        {
            return true;
        }

        error ??= $"The tag '{tag}' can't be evicted.";
        return false;
    }

    /// <inheritdoc/>
    public void AddTaken(string logged, List<string> taken)
    {
        if (!logged.Contains('|', StringComparison.Ordinal))
        {
            taken.Add(logged);
            return;
        }

        var tag = MeantTag.Parse(logged);
        var resource = Find(tag.Resource);
        TagExpansion.AddTaken(tag, resource, taken, resource is { IsDeclared: true } ? dimension => Report(resource.Resource, dimension) : null);
    }

    /// <inheritdoc/>
    public void AddCarried(CacheTag tag, EntryTagsBuilder carried)
    {
        var meant = MeantTag.Parse(tag.ToString());
        var resource = Find(meant.Resource);
        if (Array.Exists(meant.Dimensions, dimension => resource?.Contains(dimension.Name) != true))
        {
            resource = Learn(meant, resource);
        }

        TagExpansion.AddCarried(meant, resource, carried);
    }

    // Where something declares the dimensions, another one is a mistake. Where nothing does, the tags that are given to entries say what there is.
    private ResourceDimensions? Learn(MeantTag tag, ResourceDimensions? resource)
    {
        if (resource is { IsDeclared: true })
        {
            foreach (var dimension in tag.Dimensions.Where(dimension => !resource.MayBeNamed(dimension.Name)))
            {
                Report(resource.Resource, dimension.Name);
            }

            return resource;
        }

        if (resource is null && _resources.Count < MaximumUndeclared)
        {
            resource = Get(tag.Resource!);
        }

        resource?.Gain(tag.Dimensions.Select(static dimension => dimension.Name));
        return resource;
    }

    private void Report(string resource, string dimension)
    {
        if (_reported.Count >= MaximumReported || !_reported.TryAdd((resource, dimension), true))
        {
            return;
        }

        // In the middle of an eviction: that it is applied matters more than that it is told.
        _logger.DimensionUnknown(dimension, resource);
    }
}
