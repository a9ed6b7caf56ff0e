using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Tasker.Caching.Redis.Connections;
using Tasker.Caching.Redis.Evictions;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Contracts;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.Redis.Tests.Evictions;

public abstract class ServerEvictionLogContract(Func<Task<RedisServer>> start) : OrderedEvictionLogContract
{
    private readonly RedisNames _names = new($"log{Guid.NewGuid():N}");
    private readonly List<RedisConnection> _connections = [];

    protected override async Task<IEvictionLog> OpenAsync(TimeSpan retention, int pageSize)
    {
        var server = await start();
        var client = RedisClientConfiguration.Create(new RedisTierOptions { Url = server.Url }, out _)!;
        var connection = new RedisConnection(RedisConnectionSource.Connecting(client), TimeProvider.System, NullLogger.Instance);
        _connections.Add(connection);
        var log = new RedisEvictionLog(connection, _names.Log, _names.EvictionsOf, retention, NullLogger.Instance, pageSize);
        connection.Open();
        await Eventually.Async(() => connection.IsConnected, RedisTest.Deadline, "Redis is connected", Token);

        // The client counts as connected before the server has noted the subscription; what is told in between is lost, as it may be.
        var channel = connection.ChannelPrefix + _names.EvictionsOf(0);
        await Eventually.Async(
            async _ => (await server.ExecuteAsync("PUBSUB", "NUMSUB", channel)).Items[1].Number == _connections.Count,
            RedisTest.Deadline,
            "the messages are subscribed to",
            Token);
        return log;
    }

    protected override async Task LoseAsync() => await (await start()).ExecuteAsync("DEL", _names.Log);

    protected override async ValueTask CloseAsync()
    {
        foreach (var connection in _connections)
        {
            await connection.DisposeAsync();
        }
    }

    [Fact]
    public async Task ReadSince_HundredThousandTags_IsThereInPages()
    {
        var log = await OpenAsync(TimeSpan.FromHours(2), 1000);
        for (var i = 0; i < 25; i++)
        {
            await log.AppendAsync(Enumerable.Range(i * 4000, 4000).Select(static t => t.ToString(CultureInfo.InvariantCulture)).ToArray(), 0, Token);
        }

        var (_, evictions, pages) = await ReadAllAsync(log, new EvictionCursor(null, 0, 0));

        Assert.Equal(100_000, evictions.Count);
        Assert.Equal(100_000, evictions.Select(static eviction => eviction.Tag).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(25, pages);
    }
}
