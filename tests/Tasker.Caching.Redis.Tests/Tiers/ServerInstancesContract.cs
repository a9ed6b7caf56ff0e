using Tasker.Caching.Redis.Hosting;
using Tasker.OutputCache.TestUtilities.Contracts;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.Redis.Tests.Tiers;

public abstract class ServerInstancesContract(Func<Task<RedisServer>> start) : CacheInstancesContract
{
    private readonly string _prefix = $"in:st{{{Guid.NewGuid():N}";
    private readonly List<RedisBackend> _backends = [];

    protected override async Task<ICacheInstances> OpenAsync()
    {
        var backend = await RedisTest.OpenAsync(await start(), _prefix);
        _backends.Add(backend);
        return backend.Backend.Instances!;
    }

    protected override Task<ICacheInstances> OpenAgainAsync() => OpenAsync();

    protected override async ValueTask CloseAsync()
    {
        foreach (var backend in _backends)
        {
            await backend.DisposeAsync();
        }
    }
}
