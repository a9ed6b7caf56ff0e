using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.Configuration.Resources;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Objects;

/// <summary>The caches of objects, one for each resource.</summary>
internal sealed class ObjectCaches(ResourceTags tags, IEnumerable<ObjectKeyShape> shapes, ObjectCacheServices parts, IServiceScopeFactory scopes)
{
    private readonly ConcurrentDictionary<string, ObjectCache> _caches = new(StringComparer.OrdinalIgnoreCase);

    public ObjectCache Default => Get(ResourceName.OfObjects);

    /// <summary>Gets the cache of a resource.</summary>
    /// <param name="resource">The name, which comes from code, never from a request.</param>
    public ObjectCache Get(object? resource)
    {
        if (resource is not string name || !ResourceName.IsValid(name))
        {
            throw new ArgumentException($"'{resource}' is no name of a resource: {ResourceName.Allowed}.", nameof(resource));
        }

        return _caches.TryGetValue(name, out var cache) ? cache : _caches.GetOrAdd(name, Make);
    }

    public IObjectCache GetPlain(object? resource) => new PlainObjectCache(Get(resource), scopes);

    private ObjectCache Make(string resource)
    {
        var shape = shapes.LastOrDefault(shape => shape.Resource.Equals(resource, StringComparison.OrdinalIgnoreCase));
        return new ObjectCache(TagText.NormalizeName(resource), new ObjectTags(tags.Get(resource), shape), parts);
    }
}
