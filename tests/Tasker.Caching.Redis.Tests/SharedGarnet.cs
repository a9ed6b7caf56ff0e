using Tasker.Caching.Redis.Tests;
using Tasker.OutputCache.TestUtilities.Servers;

[assembly: AssemblyFixture(typeof(SharedGarnet))]

namespace Tasker.Caching.Redis.Tests;

/// <summary>One Garnet for all tests that do it no harm, started by the first that needs it.</summary>
public sealed class SharedGarnet : IAsyncLifetime
{
    private readonly Lazy<Task<RedisServer>> _server = new(static () => RedisServer.StartNewAsync(new RedisServerOptions { Product = RedisProduct.Garnet }));

    public Task<RedisServer> StartedAsync() => _server.Value;

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
        {
            await (await _server.Value).DisposeAsync();
        }
    }
}
