using Microsoft.Extensions.DependencyInjection;
using Tasker.OutputCache.Diagnostics.Guards;
using Tasker.OutputCache.FrameworkStore;
using Tasker.OutputCache.Policies;
using Tasker.OutputCache.Revalidation;

namespace Tasker.OutputCache.Hosting;

/// <summary>The loggers of everything that caches responses and logs. A provider of the host's that throws must fail no request.</summary>
internal static class ResponseLoggers
{
    public static void Add(IServiceCollection services) => services
        .AddGuardedLogger<CacheEndpointCatalog>()
        .AddGuardedLogger<HitVerifier>()
        .AddGuardedLogger<MiddlewareCheck>()
        .AddGuardedLogger<MiddlewareOrder>()
        .AddGuardedLogger<MiddlewarePair>()
        .AddGuardedLogger<OutcomeReporter>()
        .AddGuardedLogger<Replayer>()
        .AddGuardedLogger<TaskerOutputCacheStore>()
        .AddGuardedLogger<UnsafeMethods>()
        .AddGuardedLogger<WarmUpService>();
}
