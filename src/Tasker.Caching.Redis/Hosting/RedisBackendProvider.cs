using Microsoft.Extensions.Logging;
using Tasker.Caching.Backends;
using Tasker.Caching.Redis.Connections;

namespace Tasker.Caching.Redis.Hosting;

/// <summary>Makes the back end for Redis and the servers that speak its language.</summary>
internal sealed class RedisBackendProvider(CacheBackendContext<RedisTierOptions> context, IServiceProvider services) : CacheBackendProvider<RedisTierOptions>(context)
{
    private readonly ILogger _logger = context.Loggers.CreateLogger<RedisBackendProvider>();

    protected override CacheBackend? TryCreate(CacheBackendRequest request, RedisTierOptions options, out string problem)
    {
        var connection = HostConnection.Find(services, options, out var missing);
        if (connection is not null)
        {
            _logger.ConnectionOfHost(request.Name, connection.Origin);
        }
        else if (missing is not null)
        {
            _logger.ConnectionMissing(request.Name, missing);
        }

        return RedisBackend.Create(request, options, Context.Clock, Context.Loggers, out problem, connection)?.Backend;
    }

    protected override string? FindProblem(RedisTierOptions options) =>
        HostConnection.Find(services, options, out _) is null && RedisClientConfiguration.Create(options, out var problem) is null ? problem : null;

    protected override void OnRefused(string name, string problem) => _logger.BackendRefused(name, problem);
}
