using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Tasker.OutputCache.Redis.NewerClient;

/// <summary>A host that gives one connection of a newer client to Microsoft's distributed cache and to this one.</summary>
public static class SharedConnection
{
    public static RedisTierOptions Share(IServiceCollection services, string configuration)
    {
        var connection = new Lazy<Task<IConnectionMultiplexer>>(async () => await ConnectionMultiplexer.ConnectAsync(configuration));
        services.AddStackExchangeRedisCache(options => options.ConnectionMultiplexerFactory = () => connection.Value);
        return new RedisTierOptions { ConnectionFactory = () => connection.Value };
    }
}
