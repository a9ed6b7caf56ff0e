using Tasker.Caching.Redis.Tests;
using Tasker.OutputCache.TestUtilities.Servers;

[assembly: AssemblyFixture(typeof(SharedRedis))]

namespace Tasker.Caching.Redis.Tests;

/// <summary>One server for all tests that do it no harm; each has a prefix of its own.</summary>
/// <remarks><c>build/servers.sh</c> names another one that runs already.</remarks>
public sealed class SharedRedis : IAsyncLifetime
{
    private RedisServer? _server;

    public RedisServer Server => _server!;

    public async ValueTask InitializeAsync() =>
        _server = Environment.GetEnvironmentVariable("TASKER_TESTED_SERVER") is { Length: > 0 } url
            ? RedisServer.At(new Uri(url))
            : await RedisServer.StartNewAsync();

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? default;
}
