using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Tasker.Caching.PostgreSql.Outbox;

/// <summary>Notices that rows are not relayed, and says so once.</summary>
internal sealed class OutboxWatch(TimeProvider clock, ILogger logger)
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private long _first;
    private long _since;
    private bool _isUnreadable;
    private volatile string[] _limits = [];

    /// <summary>Gets a sentence about rows that wait for long, if there are some.</summary>
    public IReadOnlyList<string> Limits => _limits;

    /// <summary>Notes what waits.</summary>
    /// <param name="waiting">The number of rows.</param>
    /// <param name="first">The first of them.</param>
    public void Note(long waiting, long first)
    {
        _isUnreadable = false;
        if (waiting == 0 || first != _first)
        {
            _first = first;
            _since = clock.GetTimestamp();
            if (_limits.Length > 0)
            {
                _limits = [];
                logger.OutboxRelayed();
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
            logger.OutboxLate(waiting, still.TotalSeconds);
        }

        _limits = [string.Create(CultureInfo.InvariantCulture, $"{waiting} rows of the outbox in PostgreSQL wait for the eviction log, the first for {still.TotalSeconds:0} s: what they evict may be served as it was.")];
    }

    /// <summary>Notes that the outbox can't be read.</summary>
    public void NoteUnreadable(Exception exception)
    {
        if (!_isUnreadable)
        {
            _isUnreadable = true;
            logger.OutboxUnreadable(exception);
        }
    }
}
