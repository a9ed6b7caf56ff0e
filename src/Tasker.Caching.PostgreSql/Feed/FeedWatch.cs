using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using Tasker.Caching.Backends;

namespace Tasker.Caching.PostgreSql.Feed;

/// <summary>Measures how far the feed is, and warns before its slot fills the disk.</summary>
internal sealed class FeedWatch : ICacheLimits, ICacheFeed, IDisposable
{
    private const string MeterName = "Tasker.OutputCache";
    private const long MuchWithoutBound = 1L << 30;
    private const double Megabyte = 1 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _clock;
    private readonly Meter _meter;
    private volatile CacheFeedState? _state;
    private long _inactiveSince = -1;
    private volatile string[] _limits = [];

    public FeedWatch(IMeterFactory meters, TimeProvider clock)
    {
        _clock = clock;
        _meter = meters.Create(MeterName);
        _meter.CreateObservableGauge("tasker.cache.feed.lag", ReadLag, "By", "What has been written since the place that the change feed of PostgreSQL has confirmed.");
    }

    public IReadOnlyList<string> Limits => _limits;

    public CacheFeedState? State => _state;

    private IEnumerable<Measurement<long>> ReadLag() => _state is { } state ? [new Measurement<long>(state.LagBytes)] : [];

    /// <summary>Notes why there is no feed.</summary>
    public void NoteProblem(string problem) => _limits = [$"The change feed of PostgreSQL does not run: {problem} What other programs change may be served as it was."];

    /// <summary>Looks at the slot.</summary>
    public async Task LookAsync(NpgsqlDataSource source, string sql, string deployment, ILogger logger, CancellationToken cancellationToken)
    {
        var command = source.CreateCommand(sql);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = deployment });
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                if (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    Note(reader.GetString(0), reader.GetBoolean(1), reader.GetInt64(2), reader.GetInt64(3), reader.IsDBNull(4) ? null : reader.GetInt64(4), reader.GetBoolean(5), logger);
                }
            }
        }
    }

    private void Note(string slot, bool isActive, long kept, long lag, long? left, bool isLost, ILogger logger)
    {
        _state = new CacheFeedState(slot, isActive, lag, kept, left);
        if (isActive)
        {
            _inactiveSince = -1;
        }
        else if (_inactiveSince < 0)
        {
            _inactiveSince = _clock.GetTimestamp();
        }

        var limit = Describe(slot, isActive, kept, left, isLost);
        if (limit is not null && _limits.Length == 0)
        {
            logger.FeedBehind(limit);
        }
        else if (limit is null && _limits.Length > 0)
        {
            logger.FeedCaughtUp();
        }

        _limits = limit is null ? [] : [limit];
    }

    private string? Describe(string slot, bool isActive, long kept, long? left, bool isLost)
    {
        if (isLost)
        {
            return $"The slot {slot} of the change feed is gone or has lost its place: another one is made, and what the tables evict is evicted as a whole.";
        }

        // With a bound the server gives the slot up; without one its disk fills.
        if (left is { } free && kept > free)
        {
            return string.Create(CultureInfo.InvariantCulture, $"The slot {slot} of the change feed keeps {kept / Megabyte:0} MB, and gives up in {free / Megabyte:0} MB (max_slot_wal_keep_size).");
        }

        if (left is null && kept > MuchWithoutBound)
        {
            return string.Create(CultureInfo.InvariantCulture, $"The slot {slot} of the change feed keeps {kept / Megabyte:0} MB on the disk of the server, and nothing bounds it: set max_slot_wal_keep_size, or drop the slot if no host has the feed any more.");
        }

        return !isActive && _clock.GetElapsedTime(_inactiveSince) > Patience
            ? $"No instance reads the slot {slot} of the change feed: what other programs change is evicted when one does."
            : null;
    }

    public void Dispose() => _meter.Dispose();
}
