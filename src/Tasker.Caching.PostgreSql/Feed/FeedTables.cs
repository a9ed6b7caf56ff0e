using Npgsql;

namespace Tasker.Caching.PostgreSql.Feed;

/// <summary>Finds the mappings of the tables that the feed names: those of a partition are those of its root.</summary>
internal sealed class FeedTables(NpgsqlDataSource source, IReadOnlyList<TableMapping> mappings)
{
    private const string Roots = "SELECT named.place::int FROM unnest($2::text[]) WITH ORDINALITY AS named (name, place) WHERE to_regclass(named.name)::oid IN (SELECT $1::bigint::oid UNION SELECT relid FROM pg_partition_ancestors($1::bigint::oid))";

    private readonly Dictionary<uint, TableMapping[]> _known = [];

    /// <summary>Finds what is evicted for a table; everything that any mapping names where it has been dropped since.</summary>
    public async ValueTask<TableMapping[]> FindAsync(uint relation, bool isOwn, CancellationToken cancellationToken)
    {
        if (isOwn)
        {
            return [];
        }

        if (_known.TryGetValue(relation, out var known))
        {
            return known;
        }

        var found = new List<TableMapping>();
        var command = source.CreateCommand(Roots);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = relation });
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. mappings.Select(static mapping => mapping.Table)] });
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    found.Add(mappings[reader.GetInt32(0) - 1]);
                }
            }
        }

        // A table that is not there any more was one of them: the publication has no others.
        TableMapping[] all = found.Count > 0 ? [.. found] : [.. mappings];
        _known[relation] = all;
        return all;
    }
}
