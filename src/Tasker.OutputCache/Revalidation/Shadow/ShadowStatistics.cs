using System.Collections.Concurrent;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Revalidation.Shadow;

/// <summary>Counts what caching one endpoint would have brought.</summary>
internal sealed class ShadowStatistics(string resource, string endpoint, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, long> _notStored = new(StringComparer.Ordinal);
    private long _requests;
    private long _hits;
    private long _joined;
    private long _savedTicks;
    private long _compared;
    private long _different;

    /// <summary>Gets what lets differences be logged once a minute at most.</summary>
    public LogThrottle Differences { get; } = new(clock);

    public void CountRequest(ShadowOutcome outcome, TimeSpan duration)
    {
        Interlocked.Increment(ref _requests);
        if (outcome == ShadowOutcome.Miss)
        {
            return;
        }

        Interlocked.Increment(ref _hits);
        Interlocked.Add(ref _savedTicks, duration.Ticks);
        if (outcome == ShadowOutcome.Joined)
        {
            Interlocked.Increment(ref _joined);
        }
    }

    public void CountNotStored(string reason) => _notStored.AddOrUpdate(reason, 1, static (_, count) => count + 1);

    public void CountComparison(bool isDifferent)
    {
        Interlocked.Increment(ref _compared);
        if (isDifferent)
        {
            Interlocked.Increment(ref _different);
        }
    }

    public ShadowRow Read() => new(
        resource,
        endpoint,
        Interlocked.Read(ref _requests),
        Interlocked.Read(ref _hits),
        Interlocked.Read(ref _joined),
        TimeSpan.FromTicks(Interlocked.Read(ref _savedTicks)).TotalSeconds,
        Interlocked.Read(ref _compared),
        Interlocked.Read(ref _different),
        _notStored.OrderBy(static pair => pair.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal));
}
