namespace Tasker.Caching.Memcached.Connections;

/// <summary>What keeps a connection within bounds.</summary>
/// <param name="Silence">How long commands may wait without a byte from the server before the connection is given up.</param>
/// <param name="Value">The largest value to accept.</param>
/// <param name="Commands">How many commands may wait for their replies.</param>
/// <param name="Unsent">How many bytes may wait to be sent.</param>
internal readonly record struct ConnectionLimits(TimeSpan Silence, int Value, int Commands, long Unsent)
{
    public static ConnectionLimits With(TimeSpan silence) => new(silence, 128 << 20, 10_000, 128 << 20);
}
