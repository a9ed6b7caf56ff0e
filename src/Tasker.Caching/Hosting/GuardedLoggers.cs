using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.Cluster;
using Tasker.Caching.Engine;
using Tasker.Caching.Events;
using Tasker.Caching.Guards;
using Tasker.Caching.Hosting.Backends;
using Tasker.Caching.Objects;
using Tasker.Caching.Objects.Distributed;
using Tasker.Caching.Purging;

namespace Tasker.Caching.Hosting;

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
        .AddGuardedLogger<CacheEvents>()
        .AddGuardedLogger<EventsService>()
        .AddGuardedLogger<EvictionFollower>()
        .AddGuardedLogger<EvictionJournal>()
        .AddGuardedLogger<FarEndpoint>()
        .AddGuardedLogger<InstanceAnnouncer>()
        .AddGuardedLogger<ObjectCache>()
        .AddGuardedLogger<PurgeService>()
        .AddGuardedLogger<ResourceTags>()
        .AddGuardedLogger<SettleQueue>()
        .AddGuardedLogger<TaskerDistributedCache>();
}
