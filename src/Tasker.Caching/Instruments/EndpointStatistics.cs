using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Tasker.Caching.Instruments;

namespace Tasker.Caching.Engine;

/// <summary>What has happened to the requests of one endpoint since the start.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class EndpointStatistics(string resource, string endpoint)
{
    private readonly ConcurrentDictionary<string, StrongBox<long>> _outcomes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, StrongBox<long>> _notStored = new(StringComparer.Ordinal);
    private readonly StripedCounter _nearHits = new();
    private readonly LatencyHistogram _handlerLatency = new();
    private readonly LatencyHistogram _hitLatency = new();
    private readonly long[] _misses = new long[MissReasonText.Count];
    private long _handlerRuns;
    private long _handlerTicks;

    /// <summary>Gets the resource.</summary>
    public string Resource => resource;

    /// <summary>Gets the name of the endpoint.</summary>
    public string Endpoint => endpoint;

    /// <summary>Gets how many responses the handler computed for the cache.</summary>
    public long HandlerRuns => Interlocked.Read(ref _handlerRuns);

    /// <summary>Gets how long that took together.</summary>
    public TimeSpan HandlerTime => new(Interlocked.Read(ref _handlerTicks));

    /// <summary>Returns a duration that this part of the handler's runs did not exceed, at most a quarter too high.</summary>
    /// <param name="part">The part: 0.95, for example.</param>
    /// <returns><see langword="null"/> if the handler has not run.</returns>
    public TimeSpan? HandlerPercentile(double part) => _handlerLatency.Percentile(part);

    /// <summary>Returns a duration that this part of the hits that were timed did not exceed, at most a quarter too high.</summary>
    /// <param name="part">The part: 0.95, for example.</param>
    /// <returns><see langword="null"/> if none was timed.</returns>
    public TimeSpan? HitPercentile(double part) => _hitLatency.Percentile(part);

    /// <summary>Records how long a hit took, one of several.</summary>
    public void RecordHit(TimeSpan duration) => _hitLatency.Add(duration);

    /// <summary>Counts a request.</summary>
    /// <returns>A number that grows by one with each, at least on one thread.</returns>
    internal long Count(string outcome) => outcome == CacheOutcomeName.NearHit ? CountNearHit() : Increment(_outcomes, outcome);

    /// <summary>Counts what there is most of.</summary>
    /// <returns>A number that grows by one with each, at least on one thread.</returns>
    internal long CountNearHit() => _nearHits.Increment();

    internal void CountMiss(MissReason reason) => Interlocked.Increment(ref _misses[(int)reason]);

    /// <summary>Returns the number of misses by reason, those that there were.</summary>
    public SortedDictionary<string, long> Misses()
    {
        var misses = new SortedDictionary<string, long>(StringComparer.Ordinal);
        for (var i = 0; i < _misses.Length; i++)
        {
            if (Interlocked.Read(ref _misses[i]) is var count and > 0)
            {
                misses[MissReasonText.Of((MissReason)i)] = count;
            }
        }

        return misses;
    }

    internal void CountNotStored(string reason) => Increment(_notStored, reason);

    private static long Increment(ConcurrentDictionary<string, StrongBox<long>> counts, string name) =>
        Interlocked.Increment(ref counts.GetOrAdd(name, static _ => new StrongBox<long>()).Value);

    internal void AddHandlerRun(TimeSpan duration)
    {
        Interlocked.Add(ref _handlerTicks, duration.Ticks);
        Interlocked.Increment(ref _handlerRuns);
        _handlerLatency.Add(duration);
    }

    /// <summary>Returns the number of requests by outcome.</summary>
    public SortedDictionary<string, long> Outcomes()
    {
        var outcomes = Copy(_outcomes);
        if (_nearHits.Value is var nearHits and > 0)
        {
            outcomes[CacheOutcomeName.NearHit] = nearHits;
        }

        return outcomes;
    }

    /// <summary>Returns the number of responses that were not stored, by reason.</summary>
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
