using StackExchange.Redis;

namespace Tasker.OutputCache.Redis.Connections;

/// <summary>Where a connection gets its multiplexers from.</summary>
/// <param name="ConnectAsync">Opens one, or hands out the host's.</param>
/// <param name="Database">The index of the database, or <see langword="null"/> for the multiplexer's default.</param>
/// <param name="IsOwned">Whether it is closed when it is no longer needed.</param>
/// <param name="LongestSilence">How long calls may be without an answer before the multiplexer is replaced.</param>
internal sealed record RedisConnectionSource(Func<Task<IConnectionMultiplexer>> ConnectAsync, int? Database, bool IsOwned, TimeSpan LongestSilence)
{
    /// <summary>Gets the names of the servers, for log lines.</summary>
    public string Servers { get; init; } = "the host's own connection";

    /// <summary>A source that connects anew every time.</summary>
    public static RedisConnectionSource Connecting(ConfigurationOptions client, TimeSpan connectionTimeout) => new(
        async () =>
        {
            var multiplexer = await ConnectionMultiplexer.ConnectAsync(client, null).ConfigureAwait(false);

            // Messages may come in any order, and one that is slow must not hold up the answers.
#pragma warning disable CS0618 // Newer clients never keep the order.
            multiplexer.PreserveAsyncOrder = false;
#pragma warning restore CS0618
            return multiplexer;
        },
        client.DefaultDatabase,
        IsOwned: true,
        connectionTimeout * 3)
        {
            Servers = string.Join(',', client.EndPoints.Select(static server => EndPointCollection.ToString(server))),
        };

    /// <summary>A source that hands out the host's multiplexer.</summary>
    public static RedisConnectionSource Given(Func<Task<IConnectionMultiplexer>> factory, int? database) =>
        new(factory, database, IsOwned: false, Timeout.InfiniteTimeSpan);
}
