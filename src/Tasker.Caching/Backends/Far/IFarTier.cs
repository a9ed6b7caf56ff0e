namespace Tasker.Caching.Backends;

/// <summary>The tier that instances share: opaque values under readable keys, and leases to compute them.</summary>
/// <remarks>
/// Every call may fail or never end; the caller bounds it, and a broken tier behaves like an empty one. A tier judges
/// nothing: whether a value may still be served is decided by the eviction log.
/// </remarks>
public interface IFarTier
{
    /// <summary>Raised with an entry's key when its lease has ended: filled, given up or marked.</summary>
    event Action<string>? LeaseEnded;

    /// <summary>Raised with an entry's key and a lease's token when a call may hold that lease after all, although its caller was told otherwise.</summary>
    /// <remarks>
    /// For tiers that answer in place of a server that is late or lost. The engine gives the lease back, by <see cref="EndLeaseAsync"/>,
    /// until the tier has answered or the lease has ended by itself.
    /// </remarks>
    event Action<string, string>? LeaseLeft
    {
        add
        {
        }

        remove
        {
        }
    }

    /// <summary>Reads an entry; where there is none, takes the lease to compute it or says that another node has it.</summary>
    /// <param name="key">The key of the entry.</param>
    /// <param name="request">What the caller wants beside the entry.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The entry, or the state of its lease. One round trip.</returns>
    ValueTask<FarRead> ReadAsync(string key, FarReadRequest request, CancellationToken cancellationToken);

    /// <summary>Takes the lease to compute an entry again while it can still be read.</summary>
    /// <param name="key">The key of the entry.</param>
    /// <param name="lease">The lease to take.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether the caller has the lease now.</returns>
    ValueTask<bool> TryLeaseAsync(string key, FarLease lease, CancellationToken cancellationToken);

    /// <summary>Lengthens a lease that the caller has.</summary>
    /// <param name="key">The key of the entry.</param>
    /// <param name="lease">The lease, with the time from now.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether the caller still had it.</returns>
    ValueTask<bool> RenewLeaseAsync(string key, FarLease lease, CancellationToken cancellationToken);

    /// <summary>Gives a lease back without having filled the entry.</summary>
    /// <param name="key">The key of the entry.</param>
    /// <param name="token">The token of the lease.</param>
    /// <param name="doNotWait">How long no request waits for this entry, because its responses can't be stored; zero if another one should try.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that ends when the lease is given back.</returns>
    ValueTask EndLeaseAsync(string key, string token, TimeSpan doNotWait, CancellationToken cancellationToken);

    /// <summary>Stores an entry and ends its lease. An entry whose stamp is newer stays.</summary>
    /// <param name="key">The key of the entry.</param>
    /// <param name="value">The entry; its first bytes are those that <see cref="FarEntryPrefix"/> describes.</param>
    /// <param name="life">How long it is kept.</param>
    /// <param name="leaseToken">The token of the caller's lease, or <see langword="null"/> if it has none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether the entry was stored.</returns>
    ValueTask<bool> FillAsync(string key, ReadOnlyMemory<byte> value, TimeSpan life, string? leaseToken, CancellationToken cancellationToken);

    /// <summary>Removes an entry.</summary>
    /// <param name="key">The key of the entry.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether there was one.</returns>
    ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken);

    /// <summary>Removes the entries whose keys match a pattern with <c>*</c> and <c>?</c>. Housekeeping: it races with computations.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>How many entries were removed.</returns>
    /// <exception cref="NotSupportedException">The tier can't list its keys.</exception>
    ValueTask<long> RemoveByPatternAsync(string pattern, CancellationToken cancellationToken);
}
