using StackExchange.Redis;

namespace Tasker.Caching.Redis.Connections;

/// <summary>Where a connection gets its multiplexers from.</summary>
/// <param name="ConnectAsync">Opens one, or hands out the host's.</param>
/// <param name="Database">The index of the database, or <see langword="null"/> for the multiplexer's default.</param>
/// <param name="IsOwned">Whether it is closed when it is no longer needed.</param>
internal sealed record RedisConnectionSource(Func<Task<IConnectionMultiplexer>> ConnectAsync, int? Database, bool IsOwned)
{
    /// <summary>Gets the names of the servers, for log lines.</summary>
    public string Servers { get; init; } = "the host's own connection";

    /// <summary>A source that opens another connection every time.</summary>
    public static RedisConnectionSource Connecting(ConfigurationOptions client) => new(
        async () => await ConnectionMultiplexer.ConnectAsync(client).ConfigureAwait(false),
        client.DefaultDatabase,
        IsOwned: true)
        {
            Servers = string.Join(',', client.EndPoints.Select(static server => EndPointCollection.ToString(server))),
        };

    /// <summary>A source that hands out the host's multiplexer.</summary>
    public static RedisConnectionSource Given(Func<Task<IConnectionMultiplexer>> factory, int? database) => new(factory, database, IsOwned: false);
}
