using Microsoft.Extensions.Logging;
using Tasker.Caching.Backends;

namespace Tasker.Caching.Memcached.Hosting;

/// <summary>Makes the back end for Memcached.</summary>
internal sealed class MemcachedBackendProvider(CacheBackendContext<MemcachedTierOptions> context) : CacheBackendProvider<MemcachedTierOptions>(context)
{
    protected override CacheBackend? TryCreate(CacheBackendRequest request, MemcachedTierOptions options, out string problem) =>
        MemcachedBackend.Create(request, options, Context.Clock, Context.CountFailure, Context.Loggers, out problem)?.Backend;

    protected override string? FindProblem(MemcachedTierOptions options) => MemcachedBackend.Check(options);

    protected override void OnRefused(string name, string problem) => Context.Loggers.CreateLogger<MemcachedBackendProvider>().BackendRefused(problem);
}
