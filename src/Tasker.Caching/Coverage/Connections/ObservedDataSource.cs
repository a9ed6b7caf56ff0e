using System.Data.Common;

// What is disposed of is the other one: the base class holds nothing, and would dispose of it a second time.
#pragma warning disable CA2215

namespace Tasker.Caching.Coverage.Connections;

/// <summary>Passes everything on to another data source, and notes what its commands read.</summary>
internal sealed class ObservedDataSource(DbDataSource inner) : DbDataSource
{
    public override string ConnectionString => inner.ConnectionString;

    protected override DbConnection CreateDbConnection() => new ObservedConnection(inner.CreateConnection());

    protected override DbConnection OpenDbConnection() => new ObservedConnection(inner.OpenConnection());

    protected override async ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default) =>
        new ObservedConnection(await inner.OpenConnectionAsync(cancellationToken).ConfigureAwait(false));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }
    }

    protected override ValueTask DisposeAsyncCore() => inner.DisposeAsync();
}
