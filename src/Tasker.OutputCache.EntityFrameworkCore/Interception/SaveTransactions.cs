using System.Data.Common;
using Tasker.Caching.Transactions;
using Tasker.OutputCache.EntityFrameworkCore.Mappings;

namespace Tasker.OutputCache.EntityFrameworkCore.Interception;

/// <summary>Writes what a transaction evicts into that transaction, where the eviction log is in the same database.</summary>
internal sealed class SaveTransactions(ICacheTransactions transactions)
{
    /// <summary>Gets a value indicating whether the eviction log is in a database at all.</summary>
    public bool ArePossible => transactions.CanWrite;

    /// <summary>Appends evictions in a transaction that is about to commit. What can't be written fails the commit: the caller wants both or neither.</summary>
    public async ValueTask AppendAsync(DbTransaction transaction, EvictionSet evictions, CancellationToken cancellationToken)
    {
        if (!evictions.IsEmpty)
        {
            await transactions.WriteAsync(transaction, evictions.Tags(EvictionMode.Hard), evictions.Tags(EvictionMode.Soft), cancellationToken).ConfigureAwait(false);
        }
    }
}
