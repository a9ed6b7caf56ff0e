using System.Data.Common;
using Tasker.Caching.EntityFrameworkCore.Mappings;
using Tasker.Caching.Transactions;

namespace Tasker.Caching.EntityFrameworkCore.Interception;

/// <summary>Writes what a transaction evicts into that transaction, where the eviction log is in the same database.</summary>
internal sealed class SaveTransactions(ICacheTransactions transactions)
{
    /// <summary>Gets a value indicating whether the eviction log is in a database at all.</summary>
    public bool ArePossible => transactions.CanWrite;

    /// <summary>Appends evictions in a transaction before it commits. What can't be written fails the commit: the caller wants both or neither.</summary>
    public async ValueTask AppendAsync(DbTransaction transaction, EvictionSet evictions, CancellationToken cancellationToken)
    {
        if (!evictions.IsEmpty)
        {
            await transactions.WriteAsync(transaction, evictions.Tags(EvictionMode.Hard), evictions.Tags(EvictionMode.Soft), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Appends evictions in a transaction and commits it, in one round trip where the log can do that.</summary>
    /// <returns>Whether it has committed; otherwise nothing has happened.</returns>
    public ValueTask<bool> TryAppendAndCommitAsync(DbTransaction transaction, EvictionSet evictions, CancellationToken cancellationToken) => evictions.IsEmpty
        ? ValueTask.FromResult(false)
        : transactions.TryWriteAndCommitAsync(transaction, evictions.Tags(EvictionMode.Hard), evictions.Tags(EvictionMode.Soft), cancellationToken);

    /// <summary>Appends evictions in the ambient transaction that the connection takes part in.</summary>
    public async ValueTask AppendAsync(DbConnection enlisted, EvictionSet evictions, CancellationToken cancellationToken)
    {
        if (!evictions.IsEmpty)
        {
            await transactions.WriteAsync(enlisted, evictions.Tags(EvictionMode.Hard), evictions.Tags(EvictionMode.Soft), cancellationToken).ConfigureAwait(false);
        }
    }
}
