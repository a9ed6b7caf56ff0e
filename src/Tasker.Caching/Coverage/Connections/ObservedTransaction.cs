using System.Data;
using System.Data.Common;

// What is disposed of is the other one: the base class holds nothing, and would dispose of it a second time.
#pragma warning disable CA2215

namespace Tasker.Caching.Coverage.Connections;

/// <summary>Passes everything on to another transaction; its connection is the observed one.</summary>
internal sealed class ObservedTransaction(ObservedConnection connection, DbTransaction inner) : DbTransaction
{
    public DbTransaction Inner => inner;

    public override IsolationLevel IsolationLevel => inner.IsolationLevel;

    public override bool SupportsSavepoints => inner.SupportsSavepoints;

    // Gone when the transaction is over, as that of the other one is.
    protected override DbConnection? DbConnection => inner.Connection is null ? null : connection;

    /// <summary>Returns the transaction that the driver knows.</summary>
    public static DbTransaction? Unwrap(DbTransaction? transaction) => transaction is ObservedTransaction observed ? observed.Inner : transaction;

    public override void Commit() => inner.Commit();

    public override Task CommitAsync(CancellationToken cancellationToken = default) => inner.CommitAsync(cancellationToken);

    public override void Rollback() => inner.Rollback();

    public override Task RollbackAsync(CancellationToken cancellationToken = default) => inner.RollbackAsync(cancellationToken);

    public override void Save(string savepointName) => inner.Save(savepointName);

    public override Task SaveAsync(string savepointName, CancellationToken cancellationToken = default) => inner.SaveAsync(savepointName, cancellationToken);

    public override void Rollback(string savepointName) => inner.Rollback(savepointName);

    public override Task RollbackAsync(string savepointName, CancellationToken cancellationToken = default) => inner.RollbackAsync(savepointName, cancellationToken);

    public override void Release(string savepointName) => inner.Release(savepointName);

    public override Task ReleaseAsync(string savepointName, CancellationToken cancellationToken = default) => inner.ReleaseAsync(savepointName, cancellationToken);

    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }
    }
}
