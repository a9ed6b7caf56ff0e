using System.Data.Common;

namespace Tasker.Caching.Backends;

/// <summary>An eviction log in a database of the application's: an eviction can commit with the data that it is about.</summary>
public interface ITransactionalEvictionLog : IEvictionLog
{
    /// <summary>Says whether a transaction is in the database that has the log. Nothing of it changes.</summary>
    /// <param name="transaction">A transaction, of whichever database.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether an eviction can commit with it.</returns>
    ValueTask<bool> IsInDatabaseOfAsync(DbTransaction transaction, CancellationToken cancellationToken);

    /// <summary>Appends one eviction of all the tags in a transaction. It is in force if, and as soon as, that commits.</summary>
    /// <param name="tags">The tags, at least one.</param>
    /// <param name="transaction">A transaction in the database that has the log.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The record, and a task that completes once this node has read the log past the end of the transaction.</returns>
    /// <exception cref="InvalidOperationException">The transaction is over, or in another database than the log. Nothing was appended, and the transaction can go on.</exception>
    /// <exception cref="DbException">The eviction could not be written. The transaction must be rolled back.</exception>
    ValueTask<TransactionalAppend> AppendAsync(IReadOnlyList<string> tags, DbTransaction transaction, CancellationToken cancellationToken);

    /// <summary>Appends one eviction of all the tags in a transaction and commits it, in one round trip.</summary>
    /// <param name="tags">The tags, at least one.</param>
    /// <param name="transaction">A transaction, of whichever database.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether both are done. <see langword="false"/>: the transaction is as it was, in another database or of a log that can't do this.</returns>
    /// <exception cref="DbException">The eviction could not be written, and nothing has committed; or the commit failed, as commits do.</exception>
    ValueTask<bool> TryAppendAndCommitAsync(IReadOnlyList<string> tags, DbTransaction transaction, CancellationToken cancellationToken) => new(false);

    /// <summary>Appends one eviction of all the tags in the transaction that a connection takes part in without an object for it: an ambient one.</summary>
    /// <param name="tags">The tags; with none nothing is appended.</param>
    /// <param name="enlisted">The open connection, of whichever database.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether it leads to the database that has the log. A log that does not know such transactions says <see langword="false"/>.</returns>
    /// <exception cref="DbException">The eviction could not be written. The transaction must be rolled back.</exception>
    ValueTask<bool> TryAppendAsync(IReadOnlyList<string> tags, DbConnection enlisted, CancellationToken cancellationToken) => new(false);
}
