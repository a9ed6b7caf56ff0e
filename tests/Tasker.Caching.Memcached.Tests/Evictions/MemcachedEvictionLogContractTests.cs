using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Tasker.Caching.Memcached.Evictions;
using Tasker.Caching.Memcached.Hosting;
using Tasker.OutputCache.TestUtilities.Contracts;

namespace Tasker.Caching.Memcached.Tests.Evictions;

public sealed class MemcachedEvictionLogContractTests(SharedMemcached memcached) : OrderedEvictionLogContract
{
    private readonly byte[] _key = MemcachedNames.LogOf($"log{Guid.NewGuid():N}");
    private readonly List<MemcachedBackend> _backends = [];

    // All of it would fill the log.
    protected override bool TakesBigBatches => false;

    protected override async Task<IEvictionLog> OpenAsync(TimeSpan retention, int pageSize)
    {
        var backend = await MemcachedTest.OpenAsync(memcached.Server);
        _backends.Add(backend);
        return new MemcachedEvictionLog(backend.Ring.First.Log, _key, retention, TimeProvider.System, NullLogger.Instance, pageSize);
    }

    protected override Task LoseAsync() => memcached.Server.ExecuteAsync($"delete {Encoding.ASCII.GetString(_key)}");

    // There are no messages: what the log holds is read.
    protected override Task WaitForMessageAsync(ConcurrentQueue<EvictionRecord> heard, EvictionRecord record)
    {
        Assert.Empty(heard);
        return Task.CompletedTask;
    }

    protected override async ValueTask CloseAsync()
    {
        foreach (var backend in _backends)
        {
            await backend.DisposeAsync();
        }
    }
}
