using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Tasker.Analytics.Database;

/// <summary>One file beside the sample, no server.</summary>
internal sealed class SqliteTaskerDatabase : ITaskerDatabase
{
    private readonly string _connectionString;

    public SqliteTaskerDatabase(string connectionString)
    {
        // Whoever waits here waits for another instance that is seeding, and that takes a few seconds.
        var builder = new SqliteConnectionStringBuilder(connectionString) { DefaultTimeout = 120 };
        _connectionString = builder.ToString();
        Description = $"SQLite, {builder.DataSource}";
    }

    public string Description { get; }

    // Only this very spelling makes the key the row's own number, without an index beside it.
    public string KeyType => "INTEGER PRIMARY KEY";

    public static SqliteTaskerDatabase InFile(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new SqliteTaskerDatabase(new SqliteConnectionStringBuilder { DataSource = path }.ToString());
    }

    public async ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_connectionString);
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        return connection;
    }

    // BEGIN IMMEDIATE: the second instance waits here until the first has committed.
    public DbTransaction BeginExclusive(DbConnection connection) => ((SqliteConnection)connection).BeginTransaction(deferred: false);

    public IBulkRows BeginBulk(DbConnection connection, string table, params string[] columns) =>
        new SqliteBulkRows(((SqliteConnection)connection).Handle!, table, columns);

    // Readers and the writer of a transition don't wait for each other in this mode. It stays with the file.
    public void Settle(DbConnection connection) => connection.Execute("PRAGMA journal_mode = WAL; PRAGMA optimize;");
}
