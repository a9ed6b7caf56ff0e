using System.Globalization;
using Tasker.Caching.Memcached.Protocol;

namespace Tasker.Caching.Memcached.Evictions;

/// <summary>The clock of the log's server, which tells whole seconds only: several looks at it narrow down how far it is from ours.</summary>
internal sealed class ServerClock(TimeProvider clock)
{
    private static readonly TimeSpan GoodEnough = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan ShortPause = TimeSpan.FromSeconds(1.1);
    private static readonly TimeSpan LongPause = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private TimeSpan _least = TimeSpan.MinValue;
    private TimeSpan _most = TimeSpan.MaxValue;
    private long _lookedAt = long.MinValue;

    public DateTimeOffset Now => clock.GetUtcNow() + Offset;

    public long Microseconds => (Now.Ticks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    private TimeSpan Offset
    {
        get
        {
            lock (_lock)
            {
                return _lookedAt == long.MinValue ? TimeSpan.Zero : _least + ((_most - _least) / 2);
            }
        }
    }

    /// <summary>Says whether it is time to ask the server.</summary>
    public bool WantsLook
    {
        get
        {
            lock (_lock)
            {
                return _lookedAt == long.MinValue || clock.GetElapsedTime(_lookedAt) > (_most - _least > GoodEnough ? ShortPause : LongPause);
            }
        }
    }

    /// <summary>Notes what the server said. One that says nothing of the time leaves us with our own.</summary>
    /// <param name="statistics">The counters of the server.</param>
    /// <param name="sentAt">When it was asked, by our clock.</param>
    public void Look(in MemcachedReply statistics, DateTimeOffset sentAt)
    {
        if (!long.TryParse(statistics.Statistics.GetValueOrDefault("time"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return;
        }

        // The server's second began before it answered, and the next one after it was asked.
        var second = DateTimeOffset.FromUnixTimeSeconds(seconds);
        var least = second - clock.GetUtcNow();
        var most = second.AddSeconds(1) - sentAt;
        lock (_lock)
        {
            // Where the two contradict each other, a clock was set, or it is another server.
            var isConsistent = _lookedAt != long.MinValue && least <= _most && most >= _least;
            _least = isConsistent && _least > least ? _least : least;
            _most = isConsistent && _most < most ? _most : most;
            _lookedAt = clock.GetTimestamp();
        }
    }
}
