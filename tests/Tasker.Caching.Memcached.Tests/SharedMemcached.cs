using Tasker.Caching.Memcached.Tests;
using Tasker.OutputCache.TestUtilities.Servers;

[assembly: AssemblyFixture(typeof(SharedMemcached))]

namespace Tasker.Caching.Memcached.Tests;

/// <summary>One server for all tests that do it no harm; each has a prefix of its own.</summary>
public sealed class SharedMemcached : IAsyncLifetime
{
    private MemcachedServer? _server;

    public MemcachedServer Server => _server!;

    public async ValueTask InitializeAsync() => _server = await MemcachedServer.StartNewAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
