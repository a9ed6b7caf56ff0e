using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.EntityFrameworkCore.Tests;

/// <summary>SQLite, in files that are gone after the test: what holds on PostgreSQL is to hold on another provider.</summary>
public sealed class Sqlite : ITestServer, IDisposable
{
    private readonly TempDirectory _files = new();
    private int _databases;

    public string NewDatabase(string more = "") => $"Data Source={_files.File($"test{Interlocked.Increment(ref _databases)}.db")};{more}";

    public void Use(DbContextOptionsBuilder options, string connectionString) => options.UseSqlite(connectionString);

    public void Release(string connectionString)
    {
        using var connection = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(connection);
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _files.Dispose();
    }
}
