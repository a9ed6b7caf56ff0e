using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Tasker.Caching.EntityFrameworkCore.Mappings;
using Tasker.Caching.EntityFrameworkCore.Transactions;

namespace Tasker.Caching.EntityFrameworkCore.Interception;

/// <content>How transactions end.</content>
internal sealed partial class EvictionInterceptor : IDbTransactionInterceptor
{
    private const string CommitAction = "Commit";

    public DbTransaction TransactionStarted(DbConnection connection, TransactionEndEventData eventData, DbTransaction result)
    {
        _transactions.Begin(connection, result);
        return result;
    }

    public ValueTask<DbTransaction> TransactionStartedAsync(DbConnection connection, TransactionEndEventData eventData, DbTransaction result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(TransactionStarted(connection, eventData, result));

    public DbTransaction TransactionUsed(DbConnection connection, TransactionEventData eventData, DbTransaction result)
    {
        _transactions.Of(result);
        return result;
    }

    public ValueTask<DbTransaction> TransactionUsedAsync(DbConnection connection, TransactionEventData eventData, DbTransaction result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(TransactionUsed(connection, eventData, result));

    public InterceptionResult TransactionCommitting(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result)
    {
        // A synchronous commit waits for the database as well.
        var hasCommitted = WriteAsync(transaction, eventData.Context, result, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return hasCommitted ? InterceptionResult.Suppress() : result;
    }

    public async ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        var hasCommitted = await WriteAsync(transaction, eventData.Context, result, cancellationToken).ConfigureAwait(false);
        return hasCommitted ? InterceptionResult.Suppress() : result;
    }

    // After the commit they are evicted once more, which tells this node and wakes the others. If this process is gone, the log has them.
    private async ValueTask<bool> WriteAsync(DbTransaction transaction, DbContext? context, InterceptionResult result, CancellationToken cancellationToken)
    {
        if (!_saveTransactions.ArePossible || _transactions.Find(transaction) is { CommitsUnannounced: true })
        {
            return false;
        }

        if ((FindSave(context)?.Peek() ?? _transactions.Find(transaction)?.Peek()) is not { } evictions)
        {
            return false;
        }

        if (!result.IsSuppressed && MayCommit(context) && await _saveTransactions.TryAppendAndCommitAsync(transaction, evictions, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        await _saveTransactions.AppendAsync(transaction, evictions, cancellationToken).ConfigureAwait(false);
        return false;
    }

    // Another interceptor, which is asked after this one, may write into the transaction before it commits.
    private bool MayCommit(DbContext? context) => context is not null && ReferenceEquals(context.GetService<IInterceptors>().Aggregate<IDbTransactionInterceptor>(), this);

    // No event comes before the commit of an ambient transaction, or of one that the application commits itself.
    private async Task WriteAtOnceAsync(DbContext context, TransactionEvictions transaction, EvictionSet evictions, CommandEnd end)
    {
        transaction.AddUnwritten(evictions);
        if (end != CommandEnd.Named)
        {
            transaction.NoteWriter(context);
        }

        var current = context.Database.CurrentTransaction?.GetDbTransaction();
        if (current is null && !transaction.IsWriter(context) && context.Database.GetDbConnection().State != ConnectionState.Open)
        {
            // A second connection would make the transaction a distributed one. The next write of a context takes it along.
            return;
        }

        var unwritten = transaction.TakeUnwritten();
        try
        {
            if (current is not null)
            {
                await _saveTransactions.AppendAsync(current, unwritten, CancellationToken.None).ConfigureAwait(false);
            }
            else
            {
                await WriteEnlistedAsync(context, unwritten).ConfigureAwait(false);
            }
        }
        catch (DbException) when (end == CommandEnd.Failed)
        {
            // The failure has ended the transaction or the connection: nothing can commit, and the application has the failure itself.
        }
    }

    private async Task WriteEnlistedAsync(DbContext context, EvictionSet evictions)
    {
        if (evictions.IsEmpty)
        {
            return;
        }

        // The pool keeps the connection that takes part for the next that is opened in the transaction: nothing waits here.
        context.Database.OpenConnection();
        try
        {
            await _saveTransactions.AppendAsync(context.Database.GetDbConnection(), evictions, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            context.Database.CloseConnection();
        }
    }

    public void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => _ = CommitAsync(transaction, eventData.Context);

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
        CommitAsync(transaction, eventData.Context);

    private Task CommitAsync(DbTransaction transaction, DbContext? context)
    {
        if (FindSave(context) is { } save)
        {
            save.MayBeCommitted = true;
        }
        else if (context is not null)
        {
            // Commands that Entity Framework has not sent may have run in it.
            var evictions = new EvictionSet();
            _awaited.TakeCommitted(context, transaction, evictions);
            _evictor.Evict(evictions);
        }

        return EndAsync(transaction, mayBeCommitted: true);
    }

    private Task EndAsync(DbTransaction transaction, bool mayBeCommitted)
    {
        if (_transactions.Find(transaction) is not { } found)
        {
            return Task.CompletedTask;
        }

        var evictions = found.End();
        var evicted = mayBeCommitted ? _evictor.EvictAsync(evictions) : Task.CompletedTask;

        // In force here by now: what the request reads from here on is new.
        found.Pending.End();
        return evicted;
    }

    public void TransactionRolledBack(DbTransaction transaction, TransactionEndEventData eventData) => _ = EndAsync(transaction, mayBeCommitted: false);

    public Task TransactionRolledBackAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
        EndAsync(transaction, mayBeCommitted: false);

    public void TransactionFailed(DbTransaction transaction, TransactionErrorEventData eventData) => _ = FailAsync(transaction, eventData);

    public Task TransactionFailedAsync(DbTransaction transaction, TransactionErrorEventData eventData, CancellationToken cancellationToken = default) =>
        FailAsync(transaction, eventData);

    private Task FailAsync(DbTransaction transaction, TransactionErrorEventData eventData)
    {
        // Any other failure leaves it to commit or to roll back.
        if (eventData.Action != CommitAction)
        {
            return Task.CompletedTask;
        }

        if (CommitOutcome.IsRefusal(eventData.Exception))
        {
            return EndAsync(transaction, mayBeCommitted: false);
        }

        _logger.OutcomeUnknown();
        return CommitAsync(transaction, eventData.Context);
    }

    public void CreatedSavepoint(DbTransaction transaction, TransactionEventData eventData)
    {
        // A save makes one for itself, which is of no use to anybody else.
        if (FindSave(eventData.Context) is null)
        {
            _transactions.Of(transaction).BeginStretch();
        }
    }

    public Task CreatedSavepointAsync(DbTransaction transaction, TransactionEventData eventData, CancellationToken cancellationToken = default)
    {
        CreatedSavepoint(transaction, eventData);
        return Task.CompletedTask;
    }

    public void RolledBackToSavepoint(DbTransaction transaction, TransactionEventData eventData)
    {
        if (FindSave(eventData.Context) is { } save)
        {
            save.IsUndone = true;
        }
        else
        {
            _transactions.Of(transaction).DropStretch();
        }
    }

    public Task RolledBackToSavepointAsync(DbTransaction transaction, TransactionEventData eventData, CancellationToken cancellationToken = default)
    {
        RolledBackToSavepoint(transaction, eventData);
        return Task.CompletedTask;
    }

    public void ReleasedSavepoint(DbTransaction transaction, TransactionEventData eventData)
    {
        if (FindSave(eventData.Context) is null)
        {
            _transactions.Of(transaction).JoinStretch();
        }
    }

    public Task ReleasedSavepointAsync(DbTransaction transaction, TransactionEventData eventData, CancellationToken cancellationToken = default)
    {
        ReleasedSavepoint(transaction, eventData);
        return Task.CompletedTask;
    }

    private SaveInProgress? FindSave(DbContext? context) => context is not null && _saves.TryGetValue(context, out var save) ? save : null;
}
