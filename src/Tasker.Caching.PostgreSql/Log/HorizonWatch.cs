using System.Globalization;
using Microsoft.Extensions.Logging;
using Tasker.Caching.PostgreSql.Connections;

namespace Tasker.Caching.PostgreSql.Log;

/// <summary>Notices a transaction that holds the horizon back, and tells which one it is.</summary>
internal sealed class HorizonWatch(PostgresDatabase database, TimeProvider clock, ILogger logger)
{
    private const string Unknown = "which one, this role may not see; pg_read_all_stats lets it";

    // Of other roles' sessions only some may see more than that they are there.
    private const string Select =
        """
        SELECT pg_snapshot_xmin(s.snapshot)::text::bigint, pg_snapshot_xmax(s.snapshot)::text::bigint, (
          SELECT who FROM (
            SELECT format('process %s, %s, %s', pid, coalesce(nullif(application_name, ''), 'unnamed'), state) AS who, age(backend_xid) AS age FROM pg_stat_activity WHERE backend_xid IS NOT NULL
            UNION ALL
            SELECT format('the prepared transaction %s', gid), age(transaction) FROM pg_prepared_xacts
          ) AS open ORDER BY age DESC LIMIT 1)
        FROM (SELECT pg_current_snapshot() AS snapshot) AS s
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private long _lowest;
    private long _since;
    private volatile string[] _limits = [];

    /// <summary>Gets a sentence about the transaction that holds the horizon back, if there is one.</summary>
    public IReadOnlyList<string> Limits => _limits;

    /// <summary>Looks whether the horizon has moved since it was looked at last.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var (lowest, next, culprit) = await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (lowest != _lowest || lowest == next)
        {
            _lowest = lowest;
            _since = clock.GetTimestamp();
            if (_limits.Length > 0)
            {
                _limits = [];
                logger.HorizonFree();
            }

            return;
        }

        var still = clock.GetElapsedTime(_since);
        if (still < Patience)
        {
            return;
        }

        if (_limits.Length == 0)
        {
            logger.HorizonHeld(still.TotalSeconds, culprit);
        }

        _limits = [string.Create(CultureInfo.InvariantCulture, $"A transaction has been open for {still.TotalSeconds:0} s ({culprit}): what was evicted meanwhile is not shared between instances until it ends.")];
    }

    private async Task<(long Lowest, long Next, string Culprit)> ReadAsync(CancellationToken cancellationToken)
    {
        var command = database.Log.CreateCommand(Select);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                return (reader.GetInt64(0), reader.GetInt64(1), reader.IsDBNull(2) ? Unknown : reader.GetString(2));
            }
        }
    }
}
