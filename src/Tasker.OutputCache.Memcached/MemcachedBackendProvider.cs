using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Diagnostics;
using Tasker.OutputCache.Diagnostics.Guards;
using Tasker.OutputCache.Hosting;

namespace Tasker.OutputCache.Memcached;

/// <summary>Makes the back end for Memcached.</summary>
internal sealed class MemcachedBackendProvider(
    TaskerOptionsSetup setup,
    IEnumerable<IConfigureOptions<MemcachedTierOptions>> configurations,
    CacheMetrics metrics,
    TimeProvider clock,
    ILoggerFactory loggers) : PackageBackendProvider<MemcachedTierOptions>(setup, configurations, clock)
{
    public override bool Supports(string name) => name == BackendNames.Memcached;

    protected override IPackageBackend? TryCreate(string name, MemcachedTierOptions package, TaskerOutputCacheOptions options)
    {
        var backend = MemcachedBackend.Create(name, package, options, Clock, metrics, loggers, out var problem);
        if (backend is null)
        {
            loggers.CreateLogger<MemcachedBackendProvider>().Guarded().BackendRefused(Locate(package, problem));
        }

        return backend;
    }

    protected override string? Check(MemcachedTierOptions package) => MemcachedBackend.Check(package);
}
