using Tasker.Caching.Memcached.Connections;

namespace Tasker.Caching.Memcached.Tiers;

/// <summary>Calls the server that has a key.</summary>
/// <remarks>
/// The one circuit of the back end is about the server of the eviction log, without which no entry may be read. Another one
/// that is lost must cost its own share of the keys only: its calls end early, as misses, and are counted.
/// </remarks>
internal sealed class EntryServers(ServerRing ring, TimeSpan longest, TimeProvider clock, Action<string, string> countFailure)
{
    /// <summary>Makes a call over one connection to the server of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="operation">What the call is counted as if it fails.</param>
    /// <param name="state">What the call needs, so that it can be static.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="whenLeft">Told of a call that goes on without its caller, or that was lost on its way: what it does on the server is not known yet.</param>
    /// <returns>The result, or the default where a server other than the log's does not answer.</returns>
    public async ValueTask<T> CallAsync<TState, T>(
        byte[] key, string operation, TState state, Func<MemcachedConnection, byte[], TState, Task<T>> call, CancellationToken cancellationToken, Action<TState, Task<T>>? whenLeft = null)
        where T : struct
    {
        var pool = ring.For(key);
        if (ReferenceEquals(pool, ring.First))
        {
            return await call(pool.Take(), key, state).ConfigureAwait(false);
        }

        Task<T>? pending = null;
        try
        {
            pending = call(pool.Take(), key, state);
            Observe(pending);
            return await pending.WaitAsync(longest, clock, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is MemcachedUnavailableException or TimeoutException)
        {
            countFailure(operation, exception is TimeoutException ? "timedout" : "faulted");
            if (pending is not null)
            {
                whenLeft?.Invoke(state, pending);
            }

            return default;
        }
    }

    /// <summary>Makes a call whose failure the caller must hear of.</summary>
    public async ValueTask<T> CallStrictlyAsync<TState, T>(byte[] key, TState state, Func<MemcachedConnection, byte[], TState, Task<T>> call) =>
        await call(ring.For(key).Take(), key, state).ConfigureAwait(false);

    // One that was left may fail later, when no caller is there to see it.
    private static void Observe(Task pending) => _ = pending.ContinueWith(
        static left => _ = left.Exception,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
