using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Tasker.Caching.EntityFrameworkCore.Mappings;

namespace Tasker.Caching.EntityFrameworkCore.Interception;

/// <content>What <c>SaveChanges</c> changes.</content>
internal sealed partial class EvictionInterceptor : ISaveChangesInterceptor
{
    public InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Begin(eventData.Context);
        return result;
    }

    public ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Begin(eventData.Context);
        return ValueTask.FromResult(result);
    }

    private void Begin(DbContext? context)
    {
        if (context is null)
        {
            return;
        }

        var save = new SaveInProgress(MappingsOf(context), OnMappingFailed, _logger);
        _saves.AddOrUpdate(context, save);
        BeginTransactionAlways(context, save);
        if (!context.Database.IsRelational())
        {
            // A store without commands: the changes are read now or never.
            if (context.ChangeTracker.AutoDetectChangesEnabled)
            {
                context.ChangeTracker.DetectChanges();
            }

            save.Read(context);
        }
    }

    // A save of one statement has no transaction, and so nothing that its eviction could commit with.
    private void BeginTransactionAlways(DbContext context, SaveInProgress save)
    {
        if (_saveTransactions.ArePossible && context.Database.IsRelational() && !MappingsOf(context).IsEmpty && context.Database.AutoTransactionBehavior == AutoTransactionBehavior.WhenNeeded)
        {
            context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;
            save.Ended = () => context.Database.AutoTransactionBehavior = AutoTransactionBehavior.WhenNeeded;
        }
    }

    public int SavedChanges(SaveChangesCompletedEventData eventData, int result)
    {
        _ = EndAsync(eventData.Context, isSynchronous: true);
        return result;
    }

    public async ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        await EndAsync(eventData.Context, isSynchronous: false).ConfigureAwait(false);
        return result;
    }

    // What has to happen at once has happened when it returns its task.
    private Task EndAsync(DbContext? context, bool isSynchronous)
    {
        if (context is null)
        {
            return Task.CompletedTask;
        }

        var save = TakeSave(context) is { HasBegun: true } begun ? begun : null;
        var evictions = save?.End() ?? new EvictionSet();
        if (FindTransaction(context, out _) is null)
        {
            _awaited.TakeAll(context, evictions);
        }
        else
        {
            _awaited.AddSaved(context, context.Database.CurrentTransaction?.GetDbTransaction(), evictions);
        }

        return ApplyAsync(context, evictions, save is null ? CommandEnd.Named : CommandEnd.Succeeded, isSynchronous);
    }

    private SaveInProgress? TakeSave(DbContext? context)
    {
        if (context is null || !_saves.TryGetValue(context, out var save))
        {
            return null;
        }

        _saves.Remove(context);
        save.Ended?.Invoke();
        return save;
    }

    public void SaveChangesFailed(DbContextErrorEventData eventData) => _ = FailAsync(eventData.Context, eventData.Exception, isSynchronous: true);

    public Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default) =>
        FailAsync(eventData.Context, eventData.Exception, isSynchronous: false);

    public void SaveChangesCanceled(DbContextEventData eventData) => _ = FailAsync(eventData.Context, null, isSynchronous: true);

    public Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken = default) =>
        FailAsync(eventData.Context, null, isSynchronous: false);

    private Task FailAsync(DbContext? context, Exception? exception, bool isSynchronous)
    {
        if (TakeSave(context) is not { HasBegun: true, IsUndone: false } save)
        {
            return Task.CompletedTask;
        }

        // The transaction is the application's, which may yet commit what was done before the failure.
        var isInTransaction = FindTransaction(context!, out _) is not null;
        if (!isInTransaction && !save.MayHaveChanged(exception))
        {
            return Task.CompletedTask;
        }

        if (!isInTransaction)
        {
            _logger.OutcomeUnknown();
        }

        var evictions = save.End();
        _awaited.AddAll(context!, evictions);
        return ApplyAsync(context!, evictions, CommandEnd.Failed, isSynchronous);
    }
}
