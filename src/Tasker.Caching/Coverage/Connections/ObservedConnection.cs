using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Transactions;
using IsolationLevel = System.Data.IsolationLevel;

// What is disposed of is the other one: the base class holds nothing, and would dispose of it a second time.
#pragma warning disable CA2215

namespace Tasker.Caching.Coverage.Connections;

/// <summary>Passes everything on to another connection, and notes what its commands read.</summary>
internal sealed class ObservedConnection : DbConnection
{
    private readonly DbConnection _inner;

    public ObservedConnection(DbConnection inner)
    {
        _inner = inner;
        inner.StateChange += OnInnerStateChange;
    }

    [AllowNull]
    public override string ConnectionString { get => _inner.ConnectionString; set => _inner.ConnectionString = value; }

    public override int ConnectionTimeout => _inner.ConnectionTimeout;

    public override string Database => _inner.Database;

    public override string DataSource => _inner.DataSource;

    public override string ServerVersion => _inner.ServerVersion;

    public override ConnectionState State => _inner.State;

    public override bool CanCreateBatch => _inner.CanCreateBatch;

    public DbConnection Inner => _inner;

    public override void ChangeDatabase(string databaseName) => _inner.ChangeDatabase(databaseName);

    public override Task ChangeDatabaseAsync(string databaseName, CancellationToken cancellationToken = default) => _inner.ChangeDatabaseAsync(databaseName, cancellationToken);

    public override void Open() => _inner.Open();

    public override Task OpenAsync(CancellationToken cancellationToken) => _inner.OpenAsync(cancellationToken);

    public override void Close() => _inner.Close();

    public override Task CloseAsync() => _inner.CloseAsync();

    public override void EnlistTransaction(Transaction? transaction) => _inner.EnlistTransaction(transaction);

    public override DataTable GetSchema() => _inner.GetSchema();

    public override DataTable GetSchema(string collectionName) => _inner.GetSchema(collectionName);

    public override DataTable GetSchema(string collectionName, string?[] restrictionValues) => _inner.GetSchema(collectionName, restrictionValues);

    public override ValueTask DisposeAsync()
    {
        _inner.StateChange -= OnInnerStateChange;
        return _inner.DisposeAsync();
    }

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => new ObservedTransaction(this, _inner.BeginTransaction(isolationLevel));

    protected override async ValueTask<DbTransaction> BeginDbTransactionAsync(IsolationLevel isolationLevel, CancellationToken cancellationToken) =>
        new ObservedTransaction(this, await _inner.BeginTransactionAsync(isolationLevel, cancellationToken).ConfigureAwait(false));

    protected override DbCommand CreateDbCommand() => new ObservedCommand(this, _inner.CreateCommand());

    protected override DbBatch CreateDbBatch() => new ObservedBatch(this, _inner.CreateBatch());

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.StateChange -= OnInnerStateChange;
            _inner.Dispose();
        }
    }

    private void OnInnerStateChange(object sender, StateChangeEventArgs change) => OnStateChange(change);
}
