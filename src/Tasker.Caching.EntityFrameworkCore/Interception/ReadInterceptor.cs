using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata;
using Tasker.Caching.Coverage;

namespace Tasker.Caching.EntityFrameworkCore.Interception;

/// <summary>Notes which tables the commands of contexts read while a response is computed.</summary>
internal sealed class ReadInterceptor : DbCommandInterceptor
{
    private readonly ConcurrentDictionary<IModel, bool> _models = new();

    /// <summary>Gets the models of the contexts that have sent a command.</summary>
    public IEnumerable<IModel> Models => _models.Keys;

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        Note(command, eventData.Context);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Note(command, eventData.Context);
        return ValueTask.FromResult(result);
    }

    public override InterceptionResult<object> ScalarExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<object> result)
    {
        Note(command, eventData.Context);
        return result;
    }

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
    {
        Note(command, eventData.Context);
        return ValueTask.FromResult(result);
    }

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        Note(command, eventData.Context);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Note(command, eventData.Context);
        return ValueTask.FromResult(result);
    }

    private void Note(DbCommand command, DbContext? context)
    {
        if (context is not null)
        {
            _models.TryAdd(context.Model, true);
        }

        TableReads.NoteCommand(command.CommandText, command.CommandType);
    }
}
