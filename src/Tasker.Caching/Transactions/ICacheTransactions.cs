using System.Data.Common;

namespace Tasker.Caching.Transactions;

/// <summary>For packages that see transactions: keeps the cache out of the way until a transaction ends. Evict by <see cref="ICacheEvictor"/> after the commit, also what was written with it.</summary>
public interface ICacheTransactions
{
    /// <summary>Notes a transaction.</summary>
    /// <returns>The transaction. Nothing happens until it names tags.</returns>
    IOpenTransaction Begin();

    /// <summary>Gets a value indicating whether the eviction log or an outbox is in a database, so that evictions can commit with the data that they are about.</summary>
    bool CanWrite { get; }

    /// <summary>Writes evictions into a transaction that is about to commit, where the eviction log or the outbox is in the same database. Elsewhere nothing happens.</summary>
    /// <remarks>A process that dies right after the commit forgets no eviction then. Evicting after the commit all the same tells this node, and wakes the others.</remarks>
    /// <param name="transaction">The transaction.</param>
    /// <param name="hard">The tags whose entries become void.</param>
    /// <param name="soft">The tags whose entries become stale.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether the transaction has the evictions now.</returns>
    /// <exception cref="DbException">The evictions could not be written. Roll the transaction back.</exception>
    ValueTask<bool> WriteAsync(DbTransaction transaction, IReadOnlyCollection<CacheTag> hard, IReadOnlyCollection<CacheTag> soft, CancellationToken cancellationToken);

    /// <summary>Writes evictions into a transaction and commits it, in one round trip, where the eviction log or the outbox can do that. Elsewhere nothing happens.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="hard">The tags whose entries become void.</param>
    /// <param name="soft">The tags whose entries become stale.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether the transaction has committed, with the evictions. Otherwise it is as it was.</returns>
    /// <exception cref="DbException">The evictions could not be written, and nothing has committed; or the commit failed, as commits do.</exception>
    ValueTask<bool> TryWriteAndCommitAsync(DbTransaction transaction, IReadOnlyCollection<CacheTag> hard, IReadOnlyCollection<CacheTag> soft, CancellationToken cancellationToken);

    /// <summary>Writes evictions into the transaction that a connection takes part in without an object for it, such as a <c>TransactionScope</c>, where the eviction log or the outbox is in the same database. Elsewhere nothing happens.</summary>
    /// <param name="enlisted">The open connection.</param>
    /// <param name="hard">The tags whose entries become void.</param>
    /// <param name="soft">The tags whose entries become stale.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether the transaction has the evictions now.</returns>
    /// <exception cref="DbException">The evictions could not be written. Roll the transaction back.</exception>
    ValueTask<bool> WriteAsync(DbConnection enlisted, IReadOnlyCollection<CacheTag> hard, IReadOnlyCollection<CacheTag> soft, CancellationToken cancellationToken);

    /// <summary>Evicts tags once more, a while from now. It never throws, and does not wait.</summary>
    /// <param name="tags">The tags.</param>
    /// <param name="mode">Whether the entries become void or only stale.</param>
    /// <param name="after">When, from now. Zero does nothing.</param>
    void EvictAgain(IReadOnlyCollection<CacheTag> tags, EvictionMode mode, TimeSpan after);
}
