using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Tasker.OutputCache.Evictions;

namespace Tasker.OutputCache.Policies;

/// <summary>The dimensions of every resource of this process.</summary>
internal sealed class ResourceTags : ITagExpander
{
    private readonly ConcurrentDictionary<string, ResourceDimensions> _resources = new(StringComparer.OrdinalIgnoreCase);

    public ResourceDimensions Get(string resource) => _resources.GetOrAdd(resource, static name => new ResourceDimensions(name));

    /// <summary>Gets or sets a value indicating whether this process has cached endpoints, and all of them are known.</summary>
    public bool HasEndpoints { get; set; }

    public IEnumerable<string> Names => _resources.Keys;

    public bool IsKnown(string resource) => _resources.ContainsKey(resource);

    public bool TryGet(string resource, [NotNullWhen(true)] out ResourceDimensions? dimensions) => _resources.TryGetValue(resource, out dimensions);

    /// <summary>Tells whether the values of a dimension are for everybody's eyes. Those of which this process knows nothing are not.</summary>
    public bool IsShown(string resource, string dimension) => _resources.TryGetValue(resource, out var known) && known.IsShown(dimension);

    /// <summary>Ends the start: resources have no other dimensions from here on.</summary>
    public void Fix()
    {
        foreach (var dimensions in _resources.Values)
        {
            dimensions.Fix();
        }
    }

    public bool TryExpand(CacheTag tag, List<string> expanded, [NotNullWhen(false)] out string? error)
    {
        var dimensions = tag.Resource is { } resource && _resources.TryGetValue(resource, out var known) ? known : null;
        if (TagExpansion.TryExpand(tag, dimensions, expanded, out error))
        {
            return true;
        }

        error ??= $"The tag '{tag}' can't be evicted.";
        return false;
    }
}
