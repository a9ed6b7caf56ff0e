using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>What has happened on this node since its start: what the administration shows. Its memory is bounded.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class CacheStatistics(TimeProvider clock)
{
    private readonly ConcurrentDictionary<(string Resource, string Endpoint), EndpointStatistics> _endpoints = new();
    private readonly ConcurrentDictionary<string, FarStatistics> _far = new(StringComparer.Ordinal);

    /// <summary>Gets when counting began.</summary>
    public DateTimeOffset Since { get; } = clock.GetUtcNow();

    /// <summary>Gets the keys that are hit most.</summary>
    public TopKeys Keys { get; } = new(clock);

    /// <summary>Gets what was counted for each endpoint.</summary>
    public IEnumerable<EndpointStatistics> Endpoints => _endpoints.Values;

    /// <summary>Gets what was counted for each operation of the shared tier.</summary>
    public IEnumerable<FarStatistics> FarOperations => _far.Values;

    /// <summary>Gets where the requests of an endpoint are counted.</summary>
    public EndpointStatistics Of(string resource, string endpoint) =>
        _endpoints.TryGetValue((resource, endpoint), out var known)
            ? known
            : _endpoints.GetOrAdd((resource, endpoint), static names => new EndpointStatistics(names.Resource, names.Endpoint));

    /// <summary>Sums what was counted for all endpoints.</summary>
    public CacheTotals Total()
    {
        var total = default(CacheTotals);
        foreach (var endpoint in _endpoints.Values)
        {
            foreach (var (outcome, count) in endpoint.Outcomes())
            {
                total = total with
                {
                    Requests = total.Requests + count,
                    Hits = total.Hits + (EndpointStatistics.IsHit(outcome) ? count : 0),
                    Bypasses = total.Bypasses + (outcome.StartsWith(CacheOutcomeName.BypassPrefix, StringComparison.Ordinal) ? count : 0),
                };
            }

            total = total with { HandlerRuns = total.HandlerRuns + endpoint.HandlerRuns };
        }

        return total;
    }

    /// <summary>Counts the requests for which memory was looked into; of those that came together, the first.</summary>
    /// <returns>Those that it answered, and the others.</returns>
    internal (long Hits, long Misses) LookUps()
    {
        var (hits, misses) = (0L, 0L);
        foreach (var (outcome, count) in _endpoints.Values.SelectMany(static endpoint => endpoint.Outcomes()))
        {
            switch (outcome)
            {
                case CacheOutcomeName.NearHit or CacheOutcomeName.Stale:
                    hits += count;
                    break;
                case CacheOutcomeName.FarHit or CacheOutcomeName.StaleOnError or CacheOutcomeName.Refreshed or CacheOutcomeName.Miss:
                    misses += count;
                    break;
            }
        }

        return (hits, misses);
    }

    internal FarStatistics OfFar(string operation) => _far.GetOrAdd(operation, static name => new FarStatistics(name));
}
