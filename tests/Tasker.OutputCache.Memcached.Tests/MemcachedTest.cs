using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tasker.OutputCache.Diagnostics;
using Tasker.OutputCache.Evictions;
using Tasker.OutputCache.Resilience;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Fakes;
using Tasker.OutputCache.TestUtilities.Servers;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Memcached.Tests;

/// <summary>Opens back ends and waits until they are connected.</summary>
internal static class MemcachedTest
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public static Task<MemcachedBackend> OpenAsync(MemcachedServer server, string prefix = "tasker", ILoggerProvider? logs = null, CountingMeters? meters = null) =>
        OpenAsync(new MemcachedTierOptions { Url = UrlOf(server), MaxConnections = 1 }, prefix, logs, meters);

    public static async Task<MemcachedBackend> OpenAsync(MemcachedTierOptions options, string prefix = "tasker", ILoggerProvider? logs = null, CountingMeters? meters = null)
    {
        var backend = Create(options, prefix, logs, meters);
        await Eventually.Async(() => backend.IsConnected, Deadline, "Memcached is connected", TestContext.Current.CancellationToken);
        return backend;
    }

    public static MemcachedBackend Create(
        MemcachedTierOptions options, string prefix = "tasker", ILoggerProvider? logs = null, CountingMeters? meters = null, TimeSpan? operationTimeout = null)
    {
        var loggers = LoggerFactory.Create(logging =>
        {
            logging.SetMinimumLevel(LogLevel.Debug);
            if (logs is not null)
            {
                logging.AddProvider(logs);
            }
        });

        // A busy machine is no outage; tests of outages ask for less.
        var cache = new TaskerOutputCacheOptions { KeyPrefix = prefix, OperationTimeout = operationTimeout ?? TimeSpan.FromSeconds(10) };
        var backend = MemcachedBackend.Create("memcached", options, cache, TimeProvider.System, new CacheMetrics(meters ?? new CountingMeters()), loggers, out var problem);
        Assert.Equal(string.Empty, problem);
        return backend!;
    }

    /// <summary>Lets the engine do its part: what a call leaves behind is given back.</summary>
    public static void GiveBackLeases(MemcachedBackend backend)
    {
        var view = new EvictionView();
        var journal = new EvictionJournal(view, backend.Backend.Log, TimeProvider.System, NullLogger<EvictionJournal>.Instance);
        var follower = new EvictionFollower(view, journal, backend.Backend.Followed, TimeProvider.System, NullLogger<EvictionFollower>.Instance);
        var endpoint = new FarEndpoint("memcached", new CircuitBreakerOptions(), TimeSpan.FromSeconds(1), TimeProvider.System, NullLogger.Instance);
        _ = new LeaseKeeper(view, new FarAccess(follower, endpoint, backend.Backend.Far, new CacheMetrics(new CountingMeters())), TimeProvider.System);
    }

    public static string UrlOf(params MemcachedServer[] servers) => $"tcp://{string.Join(',', servers.Select(static server => server.EndPoint))}";
}
