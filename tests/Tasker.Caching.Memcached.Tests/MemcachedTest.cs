using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.Following;
using Tasker.Caching.Far;
using Tasker.Caching.Memcached.Hosting;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Fakes;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.Memcached.Tests;

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
        var request = RequestFor(prefix, operationTimeout ?? TimeSpan.FromSeconds(10));
        var backend = MemcachedBackend.Create(request, options, TimeProvider.System, new CacheMetrics(meters ?? new CountingMeters()).CountFarFailure, loggers, out var problem);
        Assert.Equal(string.Empty, problem);
        return backend!;
    }

    public static CacheBackendRequest RequestFor(string prefix, TimeSpan operationTimeout) =>
        new("memcached", prefix, KeyHead.HeadOf(prefix), new EvictionOptions().Retention, operationTimeout);

    /// <summary>Lets the engine do its part: what a call leaves behind is given back.</summary>
    public static void GiveBackLeases(MemcachedBackend backend)
    {
        var view = new EvictionView();
        var settings = new CacheSettingsSource(CacheSettings.Of(new TaskerCachingOptions()));
        var journal = new EvictionJournal(view, backend.Backend.Log, settings, TimeProvider.System, NullLogger<EvictionJournal>.Instance);
        var follower = new EvictionFollower(view, journal, FollowedLog.Of(backend.Backend), settings, TimeProvider.System, NullLogger<EvictionFollower>.Instance);
        var endpoint = new FarEndpoint("memcached", settings, TimeProvider.System, NullLogger.Instance);
        _ = new LeaseReturns(new FarAccess(follower, endpoint, backend.Backend.Far, new CacheMetrics(new CountingMeters())), settings, TimeProvider.System);
    }

    public static string UrlOf(params MemcachedServer[] servers) => $"tcp://{string.Join(',', servers.Select(static server => server.EndPoint))}";
}
