namespace Tasker.OutputCache.Testing;

/// <summary>The cache of a test: its clock, its back end and what was evicted. Hosts that share one are instances of one deployment.</summary>
/// <example><code>
/// var cache = new TestCache();
/// await using var factory = new WebApplicationFactory&lt;Program&gt;().WithTaskerCache(cache);
/// </code></example>
public sealed class TestCache
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(5);

    /// <summary>Initializes a cache.</summary>
    /// <param name="start">The time that its clock shows; by default the real time.</param>
    public TestCache(DateTimeOffset? start = null)
    {
        Clock = new TestClock(start);
        Backend = new TestBackend(Clock);
    }

    /// <summary>Gets the clock of the hosts. It stands still until it is moved.</summary>
    public TestClock Clock { get; }

    /// <summary>Gets the back end that the hosts share, which fails on demand.</summary>
    public TestBackend Backend { get; }

    /// <summary>Gets the evictions that the hosts made.</summary>
    public EvictionRecorder Evictions { get; } = new();

    /// <summary>Moves the clock, and waits until every host has read the eviction log at the new time.</summary>
    /// <param name="by">How far.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when the hosts have caught up. While the back end is broken, they do not.</returns>
    public async Task AdvanceAsync(TimeSpan by, CancellationToken cancellationToken = default)
    {
        Clock.Advance(by);
        await CatchUpAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Moves the clock step by step until a task ends: for a request that waits for a back end that hangs.</summary>
    /// <typeparam name="T">The result of the task.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="step">How far the clock moves each time; 50 milliseconds by default.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The result of the task.</returns>
    /// <exception cref="TimeoutException">The task has not ended within 10 seconds of the real clock.</exception>
    public async Task<T> AdvanceUntilAsync<T>(Task<T> task, TimeSpan? step = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        var began = TimeProvider.System.GetTimestamp();
        while (!task.IsCompleted)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TimeProvider.System.GetElapsedTime(began) > TestDefaults.Patience)
            {
                throw new TimeoutException($"The task has not ended within {TestDefaults.Patience.TotalSeconds} s, though the clock was moved.");
            }

            Clock.Advance(step ?? TimeSpan.FromMilliseconds(50));
            await Task.WhenAny(task, Task.Delay(LongestPause, TimeProvider.System, cancellationToken)).ConfigureAwait(false);
        }

        return await task.ConfigureAwait(false);
    }

    /// <summary>Begins again between two tests that share a host: ends the fault of the back end, forgets all entries, also those in the memory of the hosts, and all evictions so far.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when nothing is cached any more.</returns>
    public async Task ResetAsync(CancellationToken cancellationToken = default)
    {
        Backend.Recover();
        Backend.Flush();
        await CatchUpAsync(cancellationToken).ConfigureAwait(false);
        Evictions.Clear();
    }

    // The first reading may have begun before this call, and the second begins after the first is over.
    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        foreach (var node in Backend.Nodes.Where(static node => node.Readings > 0))
        {
            for (var i = 0; i < 2; i++)
            {
                await ReadAgainAsync(node, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task ReadAgainAsync(TestEvictionLog node, CancellationToken cancellationToken)
    {
        var readings = node.Readings;
        var began = TimeProvider.System.GetTimestamp();
        while (node.Readings == readings && Backend.Fault == BackendFault.None && Backend.Nodes.Contains(node))
        {
            if (TimeProvider.System.GetElapsedTime(began) > TestDefaults.Patience)
            {
                throw new TimeoutException($"A host has not read the eviction log within {TestDefaults.Patience.TotalSeconds} s. Is it still running?");
            }

            node.Interrupt();
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
    }
}
