using Npgsql;
using Tasker.Caching.PostgreSql.Tests;
using Tasker.OutputCache.TestUtilities.Servers;

[assembly: AssemblyFixture(typeof(SharedPostgres))]

namespace Tasker.Caching.PostgreSql.Tests;

/// <summary>One server for all tests that do it no harm; each has a schema of its own.</summary>
public sealed class SharedPostgres : IAsyncLifetime
{
    private PostgresServer? _server;
    private NpgsqlDataSource? _source;

    public PostgresServer Server => _server!;

    /// <summary>Gets connections as an application has them.</summary>
    public NpgsqlDataSource Source => _source!;

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.StartNewAsync();
        _source = NpgsqlDataSource.Create(_server.ConnectionString + ";Include Error Detail=true");
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await Server.DisposeAsync();
    }
}
