using System.Data.Common;
using Dapper;
using Npgsql;
using Tasker.Caching.PostgreSql;

namespace Tasker.Analytics.Database;

/// <summary>A PostgreSQL server, for several instances of the sample over one database.</summary>
internal sealed class PostgresTaskerDatabase : ITaskerDatabase, IAsyncDisposable
{
    // Any number will do, as long as every instance locks the same.
    private const long SeedLock = 0x7461736b6572;

    private readonly NpgsqlDataSource _source;

    public PostgresTaskerDatabase(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        _source = NpgsqlDataSource.Create(builder);
        Description = $"PostgreSQL, {builder.Host}:{builder.Port}/{builder.Database}";
    }

    public string Description { get; }

    public string KeyType => "BIGINT PRIMARY KEY";

    public async ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken) =>
        await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);

    public DbTransaction BeginExclusive(DbConnection connection)
    {
        var transaction = connection.BeginTransaction();
        connection.Execute("SELECT pg_advisory_xact_lock(@SeedLock)", new { SeedLock }, transaction, commandTimeout: 120);
        return transaction;
    }

    public IBulkRows BeginBulk(DbConnection connection, string table, params string[] columns) =>
        new PostgresBulkRows(((NpgsqlConnection)connection).BeginBinaryImport($"COPY {table} ({string.Join(", ", columns)}) FROM STDIN (FORMAT binary)"));

    // Without statistics the planner guesses, and takes seconds for what takes milliseconds.
    public void Settle(DbConnection connection) => connection.Execute("ANALYZE tasker_tasks, tasker_steps, tasker_named_steps, tasker_named_tasks");

    // Rows of these tables have no column for a namespace or a tenant's name: a change evicts all of a resource.
    public bool TryAddEvictionTriggers(DbConnection connection, string schema)
    {
        var triggers =
            from table in (string[])["tasker_tasks", "tasker_steps"]
            from resource in (string[])["analytics", "statistics", "dashboards"]
            select EvictionTrigger.CreateSqlIn(schema, table, resource);
        using var transaction = connection.BeginTransaction();
        connection.Execute("SELECT pg_advisory_xact_lock(@SeedLock)", new { SeedLock }, transaction);
        connection.Execute(string.Join('\n', triggers.Prepend(SchemaScript.CreateSql(schema))), transaction: transaction);
        transaction.Commit();
        return true;
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
