using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.FrameworkStore;
using Tasker.OutputCache.Requests;
using Tasker.OutputCache.Revalidation;

namespace Tasker.OutputCache.Hosting;

/// <summary>The loggers of everything that caches responses and logs. A provider of the host's that throws must fail no request.</summary>
internal static class ResponseLoggers
{
    public static void Add(IServiceCollection services) => services
        .AddGuardedLogger<CacheEndpointCatalog>()
        .AddGuardedLogger<StaleHitSampler>()
        .AddGuardedLogger<ShadowMode>()
        .AddGuardedLogger<MiddlewareCheck>()
        .AddGuardedLogger<PipelineDiagnostics>()
        .AddGuardedLogger<MiddlewarePair>()
        .AddGuardedLogger<MissWatch>()
        .AddGuardedLogger<OutcomeReporter>()
        .AddGuardedLogger<Replayer>()
        .AddGuardedLogger<TaskerOutputCacheStore>()
        .AddGuardedLogger<UnsafeMethods>()
        .AddGuardedLogger<WarmUpService>();
}
