using System.Data.Common;

namespace Tasker.Caching.Backends;

/// <summary>Rows in a database of the application's that hold evictions until the eviction log, which is elsewhere, has them.</summary>
/// <remarks>
/// A row commits with the data that the eviction is about, so that a process that dies after the commit forgets nothing. Every instance relays rows; each is
/// relayed at least once. An outbox logs its own failures.
/// </remarks>
public interface IEvictionOutbox
{
    /// <summary>Gets how often it is looked at.</summary>
    TimeSpan PollInterval { get; }

    /// <summary>Gets how it guarantees less than it could: one sentence for an operator each.</summary>
    IReadOnlyList<string> Limits { get; }

    /// <summary>Says whether a transaction is in the database that has the outbox. Nothing of it changes.</summary>
    /// <param name="transaction">A transaction, of whichever database.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether a row can commit with it.</returns>
    ValueTask<bool> IsInDatabaseOfAsync(DbTransaction transaction, CancellationToken cancellationToken);

    /// <summary>Adds a row with all the tags in a transaction.</summary>
    /// <param name="tags">The tags, at least one.</param>
    /// <param name="transaction">A transaction in the database that has the outbox.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The id of the transaction.</returns>
    /// <exception cref="InvalidOperationException">The transaction is over, or in another database. Nothing was added, and the transaction can go on.</exception>
    /// <exception cref="DbException">The row could not be written. The transaction must be rolled back.</exception>
    ValueTask<long> AddAsync(IReadOnlyList<string> tags, DbTransaction transaction, CancellationToken cancellationToken);

    /// <summary>Adds a row with all the tags in a transaction and commits it, in one round trip.</summary>
    /// <param name="tags">The tags, at least one.</param>
    /// <param name="transaction">A transaction, of whichever database.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether both are done. <see langword="false"/>: the transaction is as it was, in another database or of an outbox that can't do this.</returns>
    /// <exception cref="DbException">The row could not be written, and nothing has committed; or the commit failed, as commits do.</exception>
    ValueTask<bool> TryAddAndCommitAsync(IReadOnlyList<string> tags, DbTransaction transaction, CancellationToken cancellationToken) => new(false);

    /// <summary>Adds a row with all the tags in the transaction that a connection takes part in without an object for it: an ambient one.</summary>
    /// <param name="tags">The tags; with none nothing is added.</param>
    /// <param name="enlisted">The open connection, of whichever database.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether it leads to the database that has the outbox. An outbox that does not know such transactions says <see langword="false"/>.</returns>
    /// <exception cref="DbException">The row could not be written. The transaction must be rolled back.</exception>
    ValueTask<bool> TryAddAsync(IReadOnlyList<string> tags, DbConnection enlisted, CancellationToken cancellationToken) => new(false);

    /// <summary>Waits for the end of a transaction that has added a row.</summary>
    /// <param name="transactionId">The id that <see cref="AddAsync"/> has returned.</param>
    /// <returns>Whether it may have committed: <see langword="false"/> only if it was rolled back. The task never fails.</returns>
    Task<bool> MayHaveCommittedAsync(long transactionId);

    /// <summary>Counts the rows that wait.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Their number; a large one may be rounded down.</returns>
    ValueTask<long> CountAsync(CancellationToken cancellationToken);

    /// <summary>Hands rows that no other instance is relaying to the log, and removes them if it has confirmed them.</summary>
    /// <param name="append">Appends tags to the log, and says whether that has confirmed them.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>How many rows were relayed.</returns>
    ValueTask<int> RelayAsync(Func<IReadOnlyList<string>, CancellationToken, ValueTask<bool>> append, CancellationToken cancellationToken);
}
