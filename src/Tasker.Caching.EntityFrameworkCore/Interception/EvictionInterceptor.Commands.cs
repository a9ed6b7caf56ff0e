using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Tasker.Caching.EntityFrameworkCore.Mappings;
using Tasker.Caching.EntityFrameworkCore.Transactions;

namespace Tasker.Caching.EntityFrameworkCore.Interception;

/// <content>Statements: those of a save, and those that change rows without reading them.</content>
internal sealed partial class EvictionInterceptor : IDbCommandInterceptor
{
    public InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        ReadSave(eventData);
        return result;
    }

    public ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        ReadSave(eventData);
        return ValueTask.FromResult(result);
    }

    public InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        ReadSave(eventData);
        return result;
    }

    public ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        ReadSave(eventData);
        return ValueTask.FromResult(result);
    }

    private void ReadSave(CommandEventData eventData)
    {
        if (eventData.CommandSource != CommandSource.SaveChanges || eventData.Context is not { } context)
        {
            return;
        }

        if (!_saves.TryGetValue(context, out var save))
        {
            // The same context was saved while this save was about to begin.
            Begin(context);
            _saves.TryGetValue(context, out save);
        }

        save?.Read(context);
    }

    public DbDataReader ReaderExecuted(DbCommand command, CommandExecutedEventData eventData, DbDataReader result)
    {
        NoteExecuted(eventData);
        return result;
    }

    public ValueTask<DbDataReader> ReaderExecutedAsync(DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        NoteExecuted(eventData);
        return ValueTask.FromResult(result);
    }

    public int NonQueryExecuted(DbCommand command, CommandExecutedEventData eventData, int result)
    {
        NoteExecuted(eventData);
        _ = EvictTablesAsync(eventData, result, isSynchronous: true);
        return result;
    }

    public async ValueTask<int> NonQueryExecutedAsync(DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        NoteExecuted(eventData);
        await EvictTablesAsync(eventData, result, isSynchronous: false).ConfigureAwait(false);
        return result;
    }

    private void NoteExecuted(CommandExecutedEventData eventData)
    {
        if (eventData.CommandSource == CommandSource.SaveChanges
            && FindSave(eventData.Context) is { } save
            && FindTransaction(eventData.Context!, out _) is null)
        {
            save.CommandExecuted();
        }
    }

    private Task EvictTablesAsync(CommandEventData eventData, int rows, bool isSynchronous, bool hasFailed = false)
    {
        var source = eventData.CommandSource;
        var isBulk = source is CommandSource.ExecuteUpdate or CommandSource.ExecuteDelete;
        if (eventData.Context is not { } context
            || !(isBulk || source == CommandSource.ExecuteSqlRaw || (source == CommandSource.Migrations && WritesRows().IsMatch(eventData.Command.CommandText)))
            || (isBulk && rows == 0))
        {
            return Task.CompletedTask;
        }

        // ExecuteUpdate and ExecuteDelete have the same source: only the text tells them apart.
        var text = eventData.Command.CommandText;
        var mayDelete = !isBulk || text.Contains("DELETE", StringComparison.OrdinalIgnoreCase);
        var evictions = new EvictionSet();
        foreach (var mapping in MappingsOf(context).OfStatement(text, mayDelete))
        {
            mapping.AddUnknown(evictions, _logger);
        }

        if (hasFailed)
        {
            _awaited.AddAll(context, evictions);
        }
        else
        {
            _awaited.TakeWrite(context, evictions);
        }

        return ApplyAsync(context, evictions, hasFailed ? CommandEnd.Failed : CommandEnd.Succeeded, isSynchronous);
    }

    // At the beginning of a line: "ON DELETE CASCADE" of a table's definition writes nothing.
    [GeneratedRegex(@"^\s*(INSERT|UPDATE|DELETE|MERGE|TRUNCATE)\b", RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex WritesRows();

    public void CommandFailed(DbCommand command, CommandErrorEventData eventData) => _ = FailAsync(eventData, eventData.Exception);

    public Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default) =>
        FailAsync(eventData, eventData.Exception);

    public void CommandCanceled(DbCommand command, CommandEndEventData eventData) => _ = FailAsync(eventData, null);

    public Task CommandCanceledAsync(DbCommand command, CommandEndEventData eventData, CancellationToken cancellationToken = default) =>
        FailAsync(eventData, null);

    // Inside a transaction that is no matter: what counts is how that ends.
    private Task FailAsync(CommandEventData eventData, Exception? exception)
    {
        if (eventData.Context is not { } context
            || (exception is not null && CommitOutcome.IsRefusal(exception))
            || FindTransaction(context, out _) is not null)
        {
            return Task.CompletedTask;
        }

        if (eventData.CommandSource != CommandSource.SaveChanges)
        {
            return EvictTablesAsync(eventData, rows: -1, isSynchronous: false, hasFailed: true);
        }

        if (FindSave(context) is { } save)
        {
            save.MayBeCommitted = true;
        }

        return Task.CompletedTask;
    }
}
