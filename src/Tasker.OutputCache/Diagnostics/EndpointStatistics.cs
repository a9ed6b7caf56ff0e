using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Diagnostics;

/// <summary>What has happened to the requests of one endpoint since the start.</summary>
internal sealed class EndpointStatistics(string resource, string endpoint)
{
    private readonly ConcurrentDictionary<string, StrongBox<long>> _outcomes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, StrongBox<long>> _notStored = new(StringComparer.Ordinal);
    private readonly StripedCounter _nearHits = new();
    private long _handlerRuns;
    private long _handlerTicks;

    public string Resource => resource;

    public string Endpoint => endpoint;

    /// <summary>Gets how many responses the handler computed for the cache.</summary>
    public long HandlerRuns => Interlocked.Read(ref _handlerRuns);

    /// <summary>Gets how long that took together.</summary>
    public TimeSpan HandlerTime => new(Interlocked.Read(ref _handlerTicks));

    /// <summary>Counts a request.</summary>
    /// <returns>A number that grows by one with each, at least on one thread.</returns>
    public long Count(string outcome) => outcome == CacheOutcomeName.NearHit ? CountNearHit() : Increment(_outcomes, outcome);

    /// <summary>Counts what there is most of.</summary>
    /// <returns>A number that grows by one with each, at least on one thread.</returns>
    public long CountNearHit() => _nearHits.Increment();

    public void CountNotStored(string reason) => Increment(_notStored, reason);

    private static long Increment(ConcurrentDictionary<string, StrongBox<long>> counts, string name) =>
        Interlocked.Increment(ref counts.GetOrAdd(name, static _ => new StrongBox<long>()).Value);

    public void AddHandlerRun(TimeSpan duration)
    {
        Interlocked.Add(ref _handlerTicks, duration.Ticks);
        Interlocked.Increment(ref _handlerRuns);
    }

    public SortedDictionary<string, long> Outcomes()
    {
        var outcomes = Copy(_outcomes);
        if (_nearHits.Value is var nearHits and > 0)
        {
            outcomes[CacheOutcomeName.NearHit] = nearHits;
        }

        return outcomes;
    }

    public SortedDictionary<string, long> NotStored() => Copy(_notStored);

    private static SortedDictionary<string, long> Copy(ConcurrentDictionary<string, StrongBox<long>> counts)
    {
        var copy = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, count) in counts)
        {
            copy[name] = Interlocked.Read(ref count.Value);
        }

        return copy;
    }

    /// <summary>Says whether the handler did not have to run for a request with this outcome.</summary>
    public static bool IsHit(string outcome) => outcome is CacheOutcomeName.NearHit or CacheOutcomeName.FarHit or CacheOutcomeName.Collapsed or CacheOutcomeName.Stale or CacheOutcomeName.StaleOnError;
}
