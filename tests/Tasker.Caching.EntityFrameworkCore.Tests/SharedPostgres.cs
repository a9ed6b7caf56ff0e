using Microsoft.EntityFrameworkCore;
using Npgsql;
using Tasker.Caching.EntityFrameworkCore.Tests;
using Tasker.OutputCache.TestUtilities.Servers;

[assembly: AssemblyFixture(typeof(SharedPostgres))]

namespace Tasker.Caching.EntityFrameworkCore.Tests;

/// <summary>One PostgreSQL for all tests; each has a database of its own.</summary>
public sealed class SharedPostgres : IAsyncLifetime, ITestServer
{
    private int _databases;
    private PostgresServer? _server;

    public PostgresServer Server => _server!;

    public async ValueTask InitializeAsync() => _server = await PostgresServer.StartNewAsync();

    /// <summary>Returns the connection string of a database that is made when its tables are.</summary>
    public string NewDatabase(string more = "") =>
        $"Host=127.0.0.1;Port={Server.Port};Username=postgres;Database=test{Interlocked.Increment(ref _databases)};Include Error Detail=true;{more}";

    public void Use(DbContextOptionsBuilder options, string connectionString) => options.UseNpgsql(connectionString);

    // Each database has a pool of its own, and the server has a hundred connections for all of them.
    public void Release(string connectionString)
    {
        using var connection = new NpgsqlConnection(connectionString);
        NpgsqlConnection.ClearPool(connection);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
