using Microsoft.Extensions.DependencyInjection;
using Tasker.OutputCache.Diagnostics.Guards;
using Tasker.OutputCache.Events;
using Tasker.OutputCache.Evictions;
using Tasker.OutputCache.Objects;
using Tasker.OutputCache.Objects.Distributed;
using Tasker.OutputCache.Policies;
using Tasker.OutputCache.Resilience;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Hosting;

/// <summary>The loggers of everything in the engine that logs. A provider of the host's that throws must end no loop, and fail no request.</summary>
internal static class GuardedLoggers
{
    public static void Add(IServiceCollection services) => services
        .AddGuardedLogger<BackendSelector>()
        .AddGuardedLogger<BackendSwitch>()
        .AddGuardedLogger<BackgroundLoop>()
        .AddGuardedLogger<CacheEngine>()
        .AddGuardedLogger<CacheEvictor>()
        .AddGuardedLogger<CacheNodeService>()
        .AddGuardedLogger<ConfigurationReloader>()
        .AddGuardedLogger<DomainEvents>()
        .AddGuardedLogger<EventsService>()
        .AddGuardedLogger<EvictionFollower>()
        .AddGuardedLogger<EvictionJournal>()
        .AddGuardedLogger<FarEndpoint>()
        .AddGuardedLogger<ObjectCache>()
        .AddGuardedLogger<ResourceTags>()
        .AddGuardedLogger<SettleQueue>()
        .AddGuardedLogger<TaskerDistributedCache>();
}
