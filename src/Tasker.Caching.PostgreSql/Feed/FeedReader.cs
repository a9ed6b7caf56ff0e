using Npgsql.Replication.PgOutput;
using Npgsql.Replication.PgOutput.Messages;

namespace Tasker.Caching.PostgreSql.Feed;

/// <summary>Gathers what the transactions of the feed evict.</summary>
internal sealed class FeedReader(FeedTables tables, FeedTags tags, string schema)
{
    private const string OwnTable = "feed";
    private const uint BooleanType = 16;

    /// <summary>Reads a message.</summary>
    /// <returns>The commit, if the message is one.</returns>
    public async ValueTask<CommitMessage?> ReadAsync(PgOutputReplicationMessage message, CancellationToken cancellationToken)
    {
        switch (message)
        {
            case CommitMessage commit:
                return commit;
            case BeginMessage:
                tags.Clear();
                break;
            case InsertMessage insert:
                await AddAsync(insert.Relation, insert.NewRow, null, hasAll: true, cancellationToken).ConfigureAwait(false);
                break;
            case FullUpdateMessage update:
                await AddAsync(update.Relation, update.OldRow, update.NewRow, hasAll: true, cancellationToken).ConfigureAwait(false);
                break;
            case UpdateMessage update:
                // What the row was before is not told.
                await AddAsync(update.Relation, null, null, hasAll: false, cancellationToken).ConfigureAwait(false);
                break;
            case FullDeleteMessage delete:
                await AddAsync(delete.Relation, delete.OldRow, null, hasAll: true, cancellationToken).ConfigureAwait(false);
                break;
            case DeleteMessage delete:
                await AddAsync(delete.Relation, null, null, hasAll: false, cancellationToken).ConfigureAwait(false);
                break;
            case TruncateMessage truncate:
                foreach (var relation in truncate.Relations)
                {
                    await AddAsync(relation, null, null, hasAll: false, cancellationToken).ConfigureAwait(false);
                }

                break;
            default:
                // Types, origins, descriptions of tables.
                break;
        }

        return null;
    }

    private async ValueTask AddAsync(RelationMessage relation, ReplicationTuple? first, ReplicationTuple? second, bool hasAll, CancellationToken cancellationToken)
    {
        var mappings = await tables.FindAsync(relation.RelationId, relation.Namespace == schema && relation.RelationName == OwnTable, cancellationToken).ConfigureAwait(false);
        if (tags.HasAll(mappings))
        {
            return;
        }

        if (!hasAll)
        {
            Array.ForEach(mappings, tags.AddUnknown);
            return;
        }

        Dictionary<string, string?>? before = null;
        foreach (var tuple in (ReplicationTuple?[])[first, second])
        {
            if (tuple is null)
            {
                continue;
            }

            before = await ReadAsync(relation, tuple, before, cancellationToken).ConfigureAwait(false);
            foreach (var mapping in mappings)
            {
                tags.Add(mapping, new ChangedRow(before));
            }
        }
    }

    private static async ValueTask<Dictionary<string, string?>> ReadAsync(RelationMessage relation, ReplicationTuple tuple, Dictionary<string, string?>? before, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, string?>(relation.Columns.Count, StringComparer.Ordinal);
        var column = 0;
        await foreach (var value in tuple.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var described = relation.Columns[column++];
            values[described.ColumnName] = value switch
            {
                { IsDBNull: true } => null,

                // A large value that has not changed is not sent again.
                { IsUnchangedToastedValue: true } => before?.GetValueOrDefault(described.ColumnName),
                _ => Spell(await value.Get<string>(cancellationToken).ConfigureAwait(false), described.DataTypeId),
            };
        }

        return values;
    }

    // As triggers spell it.
    private static string Spell(string text, uint type) => (type, text) switch
    {
        (BooleanType, "t") => "true",
        (BooleanType, "f") => "false",
        _ => text,
    };
}
