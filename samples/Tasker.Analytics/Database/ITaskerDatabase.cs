using System.Data.Common;

namespace Tasker.Analytics.Database;

/// <summary>Where the tasks are. The queries are the same for every database; only what is not in standard SQL is behind this.</summary>
public interface ITaskerDatabase
{
    /// <summary>Gets what may be shown of where the database is: no user, no password.</summary>
    string Description { get; }

    /// <summary>Opens a connection of its own for one request; the provider pools them.</summary>
    ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Begins a transaction that no other instance can hold at the same time, to create and fill the tables in.</summary>
    DbTransaction BeginExclusive(DbConnection connection);

    /// <summary>Gets what this database calls a 64-bit primary key.</summary>
    string KeyType { get; }

    /// <summary>Begins to write many rows into one table, inside the transaction under way.</summary>
    IBulkRows BeginBulk(DbConnection connection, string table, params string[] columns);

    /// <summary>Makes the triggers that evict what is computed from the tables, by any client that changes them; false where the database has none.</summary>
    bool TryAddEvictionTriggers(DbConnection connection, string schema) => false;

    /// <summary>Runs once the tables are filled.</summary>
    void Settle(DbConnection connection);
}
