using System.Collections.Concurrent;
using Tasker.Caching.Guards;

namespace Tasker.Caching.Computing.Flights;

/// <summary>Wakes the requests that wait for a computation on another node.</summary>
/// <remarks>
/// The tier may announce the end of a lease before the node that was told "held" has begun to wait for it. So the last announcements
/// are kept: a wait that begins with the mark from before the question misses none of them.
/// </remarks>
internal sealed class LeaseEnds(TimeProvider clock, EngineEnvironment environment)
{
    private const int Kept = 64;

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);
    private readonly string[] _ended = new string[Kept];
    private long _count;

    /// <summary>Gets the mark of this moment. It is taken before the tier is asked.</summary>
    public long Mark => Volatile.Read(ref _count);

    public void Add(string key)
    {
        lock (_lock)
        {
            _ended[_count % Kept] = key;
            Volatile.Write(ref _count, _count + 1);
        }

        if (_waiting.TryGetValue(key, out var waiting))
        {
            waiting.TrySetResult();
        }
    }

    /// <summary>Waits until the lease of a key has ended since a mark, or a pause is over: where the announcement is lost, asking again finds out.</summary>
    public async ValueTask WaitAsync(string key, long mark, TimeSpan pause, CancellationToken cancellationToken)
    {
        var waiting = _waiting.GetOrAdd(key, static (_, environment) => new TaskCompletionSource(environment.Continuations), environment);
        try
        {
            if (!HasEnded(key, mark))
            {
                await waiting.Task.WaitAsync(pause, clock, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (TimeoutException)
        {
            // Ask again.
        }
        finally
        {
            _waiting.TryRemove(KeyValuePair.Create(key, waiting));
        }
    }

    // Who waits is entered by now: what is announced later finds it. Announcements that are no longer kept may have been of this key.
    private bool HasEnded(string key, long mark)
    {
        lock (_lock)
        {
            for (var i = mark; i < _count; i++)
            {
                if (_count - mark > Kept || string.Equals(_ended[i % Kept], key, StringComparison.Ordinal))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
