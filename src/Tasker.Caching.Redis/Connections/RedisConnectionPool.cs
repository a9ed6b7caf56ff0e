using Microsoft.Extensions.Logging;

namespace Tasker.Caching.Redis.Connections;

/// <summary>The connections to one Redis. The first is the eviction log's alone, where there are several: no large entry stands before an eviction.</summary>
internal sealed class RedisConnectionPool : IAsyncDisposable
{
    private readonly RedisConnection[] _connections;
    private uint _turn;

    public RedisConnectionPool(RedisConnectionSource source, int size, TimeProvider clock, ILogger logger)
    {
        _connections = new RedisConnection[size];
        for (var i = 0; i < size; i++)
        {
            _connections[i] = new RedisConnection(source, clock, logger);
        }
    }

    /// <summary>Gets the connection of the eviction log and of all messages.</summary>
    public RedisConnection Log => _connections[0];

    /// <summary>Takes the next connection for entries. One that is not open is opened in the background, and another one takes its turn.</summary>
    public RedisConnection Next()
    {
        if (_connections.Length == 1)
        {
            return _connections[0];
        }

        var entries = _connections.AsSpan(1);
        var turn = Interlocked.Increment(ref _turn);
        for (var i = 0; i < entries.Length; i++)
        {
            var connection = entries[(int)((turn + (uint)i) % (uint)entries.Length)];
            if (connection.IsConnected)
            {
                return connection;
            }

            connection.Open();
        }

        return Log;
    }

    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(_connections.Select(static connection => connection.DisposeAsync().AsTask())).ConfigureAwait(false);
}
