using System.Data;
using System.Data.Common;

// What is disposed of is the other one: the base class holds nothing, and would dispose of it a second time.
#pragma warning disable CA2215

namespace Tasker.Caching.Coverage.Connections;

/// <summary>Passes everything on to another batch, and notes what its commands read when it is executed.</summary>
internal sealed class ObservedBatch(ObservedConnection connection, DbBatch inner) : DbBatch
{
    private DbConnection? _connection = connection;
    private DbTransaction? _transaction;

    public override int Timeout { get => inner.Timeout; set => inner.Timeout = value; }

    protected override DbBatchCommandCollection DbBatchCommands => inner.BatchCommands;

    protected override DbConnection? DbConnection
    {
        get => _connection;
        set
        {
            _connection = value;
            inner.Connection = (value as ObservedConnection)?.Inner ?? value;
        }
    }

    protected override DbTransaction? DbTransaction
    {
        get => _transaction ?? inner.Transaction;
        set
        {
            _transaction = value;
            inner.Transaction = ObservedTransaction.Unwrap(value);
        }
    }

    public override void Cancel() => inner.Cancel();

    public override void Prepare() => inner.Prepare();

    public override Task PrepareAsync(CancellationToken cancellationToken = default) => inner.PrepareAsync(cancellationToken);

    public override int ExecuteNonQuery() => Noted().ExecuteNonQuery();

    public override Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken = default) => Noted().ExecuteNonQueryAsync(cancellationToken);

    public override object? ExecuteScalar() => Noted().ExecuteScalar();

    public override Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken = default) => Noted().ExecuteScalarAsync(cancellationToken);

    public override void Dispose() => inner.Dispose();

    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    protected override DbBatchCommand CreateDbBatchCommand() => inner.CreateBatchCommand();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => Noted().ExecuteReader(behavior);

    protected override Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken) => Noted().ExecuteReaderAsync(behavior, cancellationToken);

    private DbBatch Noted()
    {
        foreach (var command in inner.BatchCommands)
        {
            TableReads.NoteCommand(command.CommandText, command.CommandType);
        }

        return inner;
    }
}
