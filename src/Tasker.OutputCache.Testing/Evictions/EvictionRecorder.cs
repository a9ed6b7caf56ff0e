using System.Collections;

namespace Tasker.OutputCache.Testing;

/// <summary>The evictions that the application made, in their order: by hand, by events, by saves, and by methods such as POST.</summary>
/// <remarks>It does not list what another program writes to the eviction log, nor what commits with a transaction of a database that has the log.</remarks>
public sealed class EvictionRecorder : IReadOnlyList<RecordedEviction>
{
    private readonly Lock _lock = new();
    private readonly List<RecordedEviction> _evictions = [];
    private TaskCompletionSource _added = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal EvictionRecorder()
    {
    }

    /// <inheritdoc/>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _evictions.Count;
            }
        }
    }

    /// <inheritdoc/>
    public RecordedEviction this[int index]
    {
        get
        {
            lock (_lock)
            {
                return _evictions[index];
            }
        }
    }

    internal void Add(RecordedEviction eviction)
    {
        TaskCompletionSource added;
        lock (_lock)
        {
            _evictions.Add(eviction);
            added = _added;
            _added = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        added.SetResult();
    }

    /// <summary>Forgets all evictions so far.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _evictions.Clear();
        }
    }

    /// <summary>Waits for an eviction that the application makes in the background.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="timeout">How long to wait by the real clock; 10 seconds by default.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The first eviction that names the tag.</returns>
    /// <exception cref="CacheAssertException">There was none in time.</exception>
    public async Task<RecordedEviction> WaitForAsync(CacheTag tag, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tag);
        var limit = timeout ?? TestDefaults.Patience;
        using var patience = new CancellationTokenSource(limit, TimeProvider.System);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        while (true)
        {
            Task added;
            lock (_lock)
            {
                if (_evictions.Find(eviction => eviction.Takes(tag)) is { } found)
                {
                    return found;
                }

                added = _added.Task;
            }

            try
            {
                await added.WaitAsync(ended.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new CacheAssertException($"Expected an eviction of {tag} within {limit.TotalSeconds} s. {Describe()}");
            }
        }
    }

    internal string Describe()
    {
        lock (_lock)
        {
            return _evictions.Count == 0 ? "Nothing was evicted." : $"Evicted were:{string.Concat(_evictions.Select(static eviction => $"{Environment.NewLine}  {eviction}"))}";
        }
    }

    /// <inheritdoc/>
    public IEnumerator<RecordedEviction> GetEnumerator()
    {
        lock (_lock)
        {
            return ((IEnumerable<RecordedEviction>)[.. _evictions]).GetEnumerator();
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
