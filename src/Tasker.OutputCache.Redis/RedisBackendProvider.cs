using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Diagnostics.Guards;
using Tasker.OutputCache.Hosting;
using Tasker.OutputCache.Redis.Connections;

namespace Tasker.OutputCache.Redis;

/// <summary>Makes the back end for Redis and the servers that speak its language.</summary>
internal sealed class RedisBackendProvider(
    TaskerOptionsSetup setup,
    IEnumerable<IConfigureOptions<RedisTierOptions>> configurations,
    TimeProvider clock,
    ILoggerFactory loggers,
    IServiceProvider services) : PackageBackendProvider<RedisTierOptions>(setup, configurations, clock)
{
    private static readonly string[] Names = [BackendNames.Redis, BackendNames.Dragonfly, BackendNames.Valkey, BackendNames.Garnet];

    public override bool Supports(string name) => Names.Contains(name, StringComparer.Ordinal);

    protected override IPackageBackend? TryCreate(string name, RedisTierOptions package, TaskerOutputCacheOptions options)
    {
        var logger = loggers.CreateLogger<RedisBackendProvider>().Guarded();
        var connection = HostConnection.Find(services, package, out var missing);
        if (connection is not null)
        {
            logger.ConnectionOfHost(name, connection.Origin);
        }
        else if (missing is not null)
        {
            logger.ConnectionMissing(name, missing);
        }

        var backend = RedisBackend.Create(name, package, options.KeyPrefix, options.Evictions.Retention, Clock, loggers, out var problem, connection);
        if (backend is null)
        {
            logger.BackendRefused(name, Locate(package, problem));
        }

        return backend;
    }

    protected override string? Check(RedisTierOptions package) =>
        HostConnection.Find(services, package, out _) is null && RedisClientConfiguration.Create(package, out var problem) is null ? problem : null;
}
