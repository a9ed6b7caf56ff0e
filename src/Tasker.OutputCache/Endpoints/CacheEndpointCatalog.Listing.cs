using Microsoft.AspNetCore.Routing;

namespace Tasker.OutputCache.Engine;

/// <content>What is cached, for those who look at the host.</content>
public sealed partial class CacheEndpointCatalog
{
    /// <summary>Lists the endpoints that are cached, by resource and name.</summary>
    public IReadOnlyList<ListedEndpoint> List()
    {
        var listed = new Dictionary<string, ListedEndpoint>(StringComparer.OrdinalIgnoreCase);
        foreach (var endpoint in _source?.Endpoints ?? [])
        {
            if (Find(endpoint) is { } cached)
            {
                listed.TryAdd($"{cached.Resource}/{cached.Name}", new ListedEndpoint(cached, (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? endpoint.DisplayName ?? string.Empty));
            }
        }

        return [.. listed.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => pair.Value)];
    }

    /// <summary>Lists why endpoints are not cached although they are declared so, one line each.</summary>
    public IReadOnlyList<string> ListProblems() => Problems;
}
