using System.Collections.Concurrent;

namespace Tasker.OutputCache.Diagnostics;

/// <summary>What has happened on this node since its start: what the administration shows. Its memory is bounded.</summary>
internal sealed class CacheStatistics(TimeProvider clock)
{
    private readonly ConcurrentDictionary<(string Resource, string Endpoint), EndpointStatistics> _endpoints = new();
    private readonly ConcurrentDictionary<string, FarStatistics> _far = new(StringComparer.Ordinal);

    public DateTimeOffset Since { get; } = clock.GetUtcNow();

    public TopKeys Keys { get; } = new(clock);

    public IEnumerable<EndpointStatistics> Endpoints => _endpoints.Values;

    public IEnumerable<FarStatistics> FarOperations => _far.Values;

    public EndpointStatistics Of(string resource, string endpoint) =>
        _endpoints.TryGetValue((resource, endpoint), out var known)
            ? known
            : _endpoints.GetOrAdd((resource, endpoint), static names => new EndpointStatistics(names.Resource, names.Endpoint));

    public FarStatistics OfFar(string operation) => _far.GetOrAdd(operation, static name => new FarStatistics(name));
}
