using Npgsql;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.PostgreSql.Tests.Feed;

/// <summary>A server that decodes what is written.</summary>
public sealed class LogicalPostgres : IAsyncLifetime
{
    private PostgresServer? _server;
    private NpgsqlDataSource? _source;

    public PostgresServer Server => _server!;

    public NpgsqlDataSource Source => _source!;

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.StartNewAsync(default, "wal_level=logical", "max_replication_slots=40", "max_wal_senders=40", "max_prepared_transactions=5");
        _source = NpgsqlDataSource.Create(_server.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await Server.DisposeAsync();
    }
}
