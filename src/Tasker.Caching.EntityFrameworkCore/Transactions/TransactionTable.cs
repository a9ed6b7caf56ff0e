using System.Collections.Concurrent;
using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Transactions;
using Tasker.Caching.EntityFrameworkCore.Mappings;
using Tasker.Caching.Transactions;

namespace Tasker.Caching.EntityFrameworkCore.Transactions;

/// <summary>The open transactions with what they will evict. Contexts that share a transaction share that.</summary>
internal sealed class TransactionTable(ICacheTransactions transactions, Action<EvictionSet> evict, Action outcomeUnknown)
{
    private readonly ConditionalWeakTable<DbTransaction, TransactionEvictions> _transactions = [];
    private readonly ConditionalWeakTable<DbConnection, TransactionEvictions> _last = [];
    private readonly ConcurrentDictionary<Transaction, TransactionEvictions> _ambient = [];

    /// <summary>Notes a transaction that Entity Framework has begun. The object may be one that has been used before.</summary>
    public void Begin(DbConnection connection, DbTransaction transaction)
    {
        // Its former use, and the former transaction of the connection, have ended without a word: they were rolled back.
        if (_transactions.TryGetValue(transaction, out var former))
        {
            former.Forget();
        }

        if (_last.TryGetValue(connection, out var last))
        {
            last.Forget();
        }

        var begun = new TransactionEvictions(transactions.Begin(), isOwned: true, evict);
        _transactions.AddOrUpdate(transaction, begun);
        _last.AddOrUpdate(connection, begun);
    }

    /// <summary>Finds what a transaction will evict. One that was not begun by Entity Framework is noted here.</summary>
    public TransactionEvictions Of(DbTransaction transaction)
    {
        if (_transactions.TryGetValue(transaction, out var found) && !found.IsOver)
        {
            return found;
        }

        found = new TransactionEvictions(transactions.Begin(), isOwned: false, evict) { CommitsUnannounced = true };
        _transactions.AddOrUpdate(transaction, found);
        return found;
    }

    /// <summary>Finds what a transaction will evict, if anything has been noted for it.</summary>
    public TransactionEvictions? Find(DbTransaction transaction) => _transactions.TryGetValue(transaction, out var found) ? found : null;

    /// <summary>Finds what an ambient transaction will evict, and sees to it that it does.</summary>
    public TransactionEvictions Of(Transaction transaction)
    {
        if (_ambient.TryGetValue(transaction, out var found))
        {
            return found;
        }

        var added = new TransactionEvictions(transactions.Begin(), isOwned: true, evict) { CommitsUnannounced = true };
        found = _ambient.GetOrAdd(transaction, added);
        if (found == added)
        {
            transaction.TransactionCompleted += OnCompleted;
        }

        return found;
    }

    private void OnCompleted(object? sender, TransactionEventArgs completed)
    {
        if (completed.Transaction is not { } transaction || !_ambient.TryRemove(transaction, out var found))
        {
            return;
        }

        var evictions = found.End();
        var status = transaction.TransactionInformation.Status;
        if (status != TransactionStatus.Aborted && !evictions.IsEmpty)
        {
            if (status != TransactionStatus.Committed)
            {
                outcomeUnknown();
            }

            evict(evictions);
        }

        found.Pending.End();
    }
}
