using Npgsql;

namespace Tasker.Caching.PostgreSql.Feed;

/// <summary>Sees to the publication and the slot of a deployment.</summary>
internal sealed class FeedSlot(NpgsqlConnection connection, FeedStatements statements, string schema, string deployment, IReadOnlyList<TableMapping> mappings, bool mayCreate)
{
    private const int SecondsOfCommand = 15;

    private string[] Tables => [.. mappings.Select(static mapping => mapping.Table).Distinct(StringComparer.Ordinal), $"{schema}.feed"];

    /// <summary>Gets the name of the publication.</summary>
    public string Publication => $"{schema}_feed";

    /// <summary>Tries to become the one that reads the feed.</summary>
    public async Task<bool> TryHoldAsync(CancellationToken cancellationToken) =>
        await ScalarAsync(statements.TryHold, cancellationToken, deployment).ConfigureAwait(false) is true;

    /// <summary>Finds the slot, or makes one.</summary>
    /// <returns>Its name, and whether all from before it is evicted.</returns>
    /// <exception cref="FeedNotPossibleException">Something is missing that only others can make.</exception>
    public async Task<(string Name, bool IsReady)> PrepareAsync(CancellationToken cancellationToken)
    {
        var unpublished = await FindUnpublishedAsync(cancellationToken).ConfigureAwait(false);
        var (name, isReady, exists, isLost) = await FindAsync(cancellationToken).ConfigureAwait(false);
        if (name is not null && exists && !isLost && unpublished.Length == 0)
        {
            return (name, isReady);
        }

        if (name is not null && exists)
        {
            // A slot that has lost its place, or one that began before a table was published: a transaction that was open then would be missed.
            await ScalarAsync(statements.DropSlot, cancellationToken, name).ConfigureAwait(false);
        }

        if (unpublished.Length > 0)
        {
            await WaitForOthersAsync(await PublishSqlAsync(unpublished, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }

        // Another name each time: a slot that others have made again under the old one has missed something.
        var fresh = $"{schema}_{Guid.NewGuid():N}"[..Math.Min(60, schema.Length + 17)];
        await ScalarAsync(statements.Note, cancellationToken, deployment, fresh).ConfigureAwait(false);
        await WaitForOthersAsync(statements.CreateSlot, cancellationToken, fresh).ConfigureAwait(false);
        return (fresh, false);
    }

    /// <summary>Notes that all from before the slot is evicted.</summary>
    public Task SetReadyAsync(CancellationToken cancellationToken) => ScalarAsync(statements.Ready, cancellationToken, deployment);

    /// <summary>Says whether every table is published.</summary>
    public async Task<bool> IsCompleteAsync(CancellationToken cancellationToken) => (await FindUnpublishedAsync(cancellationToken).ConfigureAwait(false)).Length == 0;

    /// <summary>Writes something that the feed brings.</summary>
    public Task BeatAsync(CancellationToken cancellationToken) => ScalarAsync(statements.Beat, cancellationToken, deployment);

    /// <summary>Lists the tables whose updates and deletes do not tell what the rows were.</summary>
    public async Task<string[]> FindWithoutOldRowsAsync(CancellationToken cancellationToken) =>
        await ReadAsync(statements.WithoutOldRows, static reader => reader.GetString(0), cancellationToken, [mappings.Select(static mapping => mapping.Table).ToArray()]).ConfigureAwait(false);

    private async Task<string[]> FindUnpublishedAsync(CancellationToken cancellationToken)
    {
        var missing = await ReadAsync(statements.Unpublished, static reader => (Table: reader.IsDBNull(0) ? null : reader.GetString(0), Named: reader.GetString(1)), cancellationToken, Publication, Tables).ConfigureAwait(false);
        if (missing.FirstOrDefault(static table => table.Table is null) is { Named: { } named })
        {
            throw new FeedNotPossibleException($"There is no table {named}, or not in the search path: name it with its schema.");
        }

        var unidentified = await ReadAsync(statements.WithoutIdentity, static reader => reader.GetString(0), cancellationToken, [Tables]).ConfigureAwait(false);
        if (unidentified.Length > 0)
        {
            throw new FeedNotPossibleException($"Published, the table {unidentified[0]} could not be updated: give it a primary key, or run ALTER TABLE {unidentified[0]} REPLICA IDENTITY FULL.");
        }

        string[] unpublished = [.. missing.Select(static table => table.Table!)];
        return unpublished.Length == 0 || mayCreate
            ? unpublished
            : throw new FeedNotPossibleException($"The publication lacks tables, and create_schema does not allow to add them. Run: {await PublishSqlAsync(unpublished, cancellationToken).ConfigureAwait(false)};");
    }

    private async Task<string> PublishSqlAsync(string[] unpublished, CancellationToken cancellationToken)
    {
        var exists = await ScalarAsync(statements.HasPublication, cancellationToken, Publication).ConfigureAwait(false) is true;
        return $"{(exists ? $"ALTER PUBLICATION {Publication} ADD TABLE" : $"CREATE PUBLICATION {Publication} FOR TABLE")} {string.Join(", ", unpublished)}";
    }

    private async Task<(string? Name, bool IsReady, bool Exists, bool IsLost)> FindAsync(CancellationToken cancellationToken)
    {
        var found = await ReadAsync(statements.Find, static reader => ((string?)reader.GetString(0), reader.GetBoolean(1), reader.GetBoolean(2), reader.GetBoolean(3)), cancellationToken, deployment).ConfigureAwait(false);
        return found.Length == 0 ? (null, false, false, false) : found[0];
    }

    private Task<object?> ScalarAsync(string sql, CancellationToken cancellationToken, params object[] values) => ScalarAsync(Create(sql, values), cancellationToken);

    // To publish a table waits for those that write to it, and to make a slot for every transaction that is open: only the end of the host bounds that.
    private async Task WaitForOthersAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        var command = Create(sql, values);
        command.CommandTimeout = 0;
        await ScalarAsync(command, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<object?> ScalarAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<T[]> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params object[] values)
    {
        var command = Create(sql, values);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var rows = new List<T>();
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    rows.Add(read(reader));
                }

                return [.. rows];
            }
        }
    }

    // A network that swallows everything must not keep this instance from noticing.
    private NpgsqlCommand Create(string sql, object[] values)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = SecondsOfCommand };
        foreach (var value in values)
        {
            command.Parameters.Add(value is string text ? new NpgsqlParameter<string> { TypedValue = text } : new NpgsqlParameter<string[]> { TypedValue = (string[])value });
        }

        return command;
    }
}
