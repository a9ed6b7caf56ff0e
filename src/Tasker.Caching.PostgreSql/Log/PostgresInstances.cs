using Npgsql;
using Tasker.Caching.Backends;
using Tasker.Caching.PostgreSql.Connections;

namespace Tasker.Caching.PostgreSql.Log;

/// <summary>Announcements of instances in an unlogged table. Each call is one statement, over the connections of the log.</summary>
internal sealed class PostgresInstances(PostgresDatabase database, string deployment) : ICacheInstances
{
    // An instance removes what has ended beside its own row: one that is removed and written by one statement is an error.
    private readonly string _announce =
        $"""
        WITH gone AS (DELETE FROM {database.Schema}.instances WHERE deployment = $1 AND id <> $2 AND ends <= clock_timestamp())
        INSERT INTO {database.Schema}.instances (deployment, id, seen, ends, announcement)
        VALUES ($1, $2, clock_timestamp(), clock_timestamp() + $3 * interval '1 millisecond', $4)
        ON CONFLICT (deployment, id) DO UPDATE SET seen = excluded.seen, ends = excluded.ends, announcement = excluded.announcement
        """;

    private readonly string _list =
        $"""
        SELECT id, announcement, (extract(epoch FROM clock_timestamp() - seen) * 1000)::bigint
        FROM {database.Schema}.instances WHERE deployment = $1 AND ends > clock_timestamp()
        """;

    public async ValueTask AnnounceAsync(string id, ReadOnlyMemory<byte> announcement, TimeSpan life, CancellationToken cancellationToken) =>
        await database.CallAsync(
            async token =>
            {
                var command = database.Log.CreateCommand(_announce);
                await using (command.ConfigureAwait(false))
                {
                    command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = deployment });
                    command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
                    command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = life.TotalMilliseconds });
                    command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = announcement.ToArray() });
                    return await command.ExecuteNonQueryAsync(token).ConfigureAwait(false);
                }
            },
            cancellationToken).ConfigureAwait(false);

    public ValueTask<IReadOnlyList<AnnouncedInstance>> ListAsync(CancellationToken cancellationToken) => database.CallAsync(ListNowAsync, cancellationToken);

    private async ValueTask<IReadOnlyList<AnnouncedInstance>> ListNowAsync(CancellationToken cancellationToken)
    {
        var instances = new List<AnnouncedInstance>();
        var command = database.Log.CreateCommand(_list);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = deployment });
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    instances.Add(new AnnouncedInstance(reader.GetString(0), reader.GetFieldValue<byte[]>(1), TimeSpan.FromMilliseconds(Math.Max(0, reader.GetInt64(2)))));
                }
            }
        }

        return instances;
    }
}
