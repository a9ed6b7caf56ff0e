using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

// What is disposed of is the other one: the base class holds nothing, and would dispose of it a second time.
#pragma warning disable CA2215

namespace Tasker.Caching.Coverage.Connections;

/// <summary>Passes everything on to another command, and notes what it reads when it is executed.</summary>
internal sealed class ObservedCommand(ObservedConnection? connection, DbCommand inner) : DbCommand
{
    private ObservedConnection? _connection = connection;
    private DbTransaction? _transaction;

    [AllowNull]
    public override string CommandText { get => inner.CommandText; set => inner.CommandText = value; }

    public override int CommandTimeout { get => inner.CommandTimeout; set => inner.CommandTimeout = value; }

    public override CommandType CommandType { get => inner.CommandType; set => inner.CommandType = value; }

    public override bool DesignTimeVisible { get => inner.DesignTimeVisible; set => inner.DesignTimeVisible = value; }

    public override UpdateRowSource UpdatedRowSource { get => inner.UpdatedRowSource; set => inner.UpdatedRowSource = value; }

    protected override DbParameterCollection DbParameterCollection => inner.Parameters;

    protected override DbConnection? DbConnection
    {
        get => _connection ?? inner.Connection;
        set
        {
            _connection = value as ObservedConnection;
            inner.Connection = _connection?.Inner ?? value;
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

    public override Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken) => Noted().ExecuteNonQueryAsync(cancellationToken);

    public override object? ExecuteScalar() => Noted().ExecuteScalar();

    public override Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken) => Noted().ExecuteScalarAsync(cancellationToken);

    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    protected override DbParameter CreateDbParameter() => inner.CreateParameter();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => Noted().ExecuteReader(behavior);

    protected override Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken) => Noted().ExecuteReaderAsync(behavior, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }
    }

    private DbCommand Noted()
    {
        TableReads.NoteCommand(inner.CommandText, inner.CommandType);
        return inner;
    }
}
