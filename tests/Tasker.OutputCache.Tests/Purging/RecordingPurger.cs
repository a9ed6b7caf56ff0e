using System.Collections.Concurrent;
using Tasker.Caching;

namespace Tasker.OutputCache.Tests.Purging;

/// <summary>Remembers what it was told to purge, and fails as often as it is told to.</summary>
internal sealed class RecordingPurger : ICachePurger
{
    private int _failures;

    public ConcurrentQueue<CachePurge> Purges { get; } = new();

    public int Calls;

    public void FailNext(int times) => Volatile.Write(ref _failures, times);

    public Task PurgeAsync(CachePurge purge, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref Calls);
        if (Interlocked.Decrement(ref _failures) >= 0)
        {
            throw new HttpRequestException("It is down.");
        }

        Purges.Enqueue(purge);
        return Task.CompletedTask;
    }
}
