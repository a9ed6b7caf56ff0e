using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Routes;

/// <summary>Knows which paths may have entries, so that a request that changes something else leaves the log alone.</summary>
internal sealed class CachedPaths
{
    private readonly Lock _lock = new();
    private volatile CachedPath[] _paths = [];
    private volatile bool _hasBases;
    private volatile bool _hasStrays;
    private volatile bool _hasEmpty;

    /// <summary>Gets or sets a value indicating whether the framework may cache any path: it has base policies.</summary>
    public bool HasBasePolicies { get; set; }

    /// <summary>Gets a value indicating whether it matters which base paths there are, and none was seen yet.</summary>
    public bool AwaitsBase => _hasEmpty && !_hasBases;

    /// <summary>Notes that the application cuts paths, or its server or proxy does: any path may be a base path.</summary>
    public void NoteBase() => _hasBases = true;

    /// <summary>Notes that an endpoint was reached by a path that is none of its route: any path may be one.</summary>
    public void NoteStray() => _hasStrays = true;

    public void Add(CachedPath path)
    {
        lock (_lock)
        {
            // Routing may make its endpoints again.
            _paths = [.. _paths.Where(other => other.Identity != path.Identity), path];
            _hasEmpty |= path.Route.CanBeEmpty;
        }
    }

    /// <summary>Reads the endpoints that the framework's policies cache, and those that hand their requests on to others.</summary>
    /// <param name="endpoints">All endpoints.</param>
    /// <param name="isOurs">Tells whether an endpoint is one of a resource.</param>
    public void ReadForeign(IReadOnlyList<Endpoint> endpoints, Func<Endpoint, bool> isOurs)
    {
        var isUnrouted = false;
        var hasDynamic = false;
        foreach (var endpoint in endpoints)
        {
            var isPlain = !isOurs(endpoint)
                && (endpoint.Metadata.GetMetadata<OutputCacheAttribute>() is not null || endpoint.Metadata.GetMetadata<IOutputCachePolicy>() is not null);
            var isDynamic = endpoint.Metadata.GetMetadata<IDynamicEndpointMetadata>() is { IsDynamic: true };
            hasDynamic |= isDynamic;
            if (isPlain || isDynamic)
            {
                if (CachedPath.Of(endpoint, isPlain ? TagText.PlainPath : TagText.StrayPath) is { } path)
                {
                    Add(path);
                }
            }

            isUnrouted |= endpoint is not RouteEndpoint && (isPlain || isOurs(endpoint));
        }

        // Only code of the host leads to these.
        _hasStrays |= isUnrouted && !hasDynamic;
    }

    /// <summary>Finds what may have been stored under a path.</summary>
    /// <param name="path">The path.</param>
    /// <param name="tags">Receives the tags of its entries.</param>
    /// <param name="coarse">Receives tags, one for each endpoint, that cover all of them.</param>
    /// <returns>Whether there may be anything.</returns>
    public bool TryFind(RequestPath path, HashSet<string> tags, HashSet<string> coarse)
    {
        foreach (var cached in _paths)
        {
            if (cached.Route.TryMatch(path, _hasBases, tags))
            {
                coarse.Add(cached.EndpointTag);
                if (cached.EndpointTag == TagText.StrayPath)
                {
                    // The endpoint that it hands on to may be one of the framework's policies.
                    coarse.Add(TagText.PlainPath);
                }
            }
        }

        if (_hasStrays)
        {
            coarse.Add(TagText.StrayPath);
        }

        if (HasBasePolicies)
        {
            coarse.Add(TagText.PlainPath);
        }

        if (coarse.Count == 0)
        {
            return false;
        }

        path.AddTags(tags);
        return true;
    }
}
