using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Backends;
using Tasker.Caching.Memcached.Configuration;
using Tasker.Caching.Memcached.Connections;
using Tasker.Caching.Memcached.Evictions;
using Tasker.Caching.Memcached.Tiers;

namespace Tasker.Caching.Memcached.Hosting;

/// <summary>The far tier and the eviction log of one deployment, in one or several Memcached servers.</summary>
internal sealed class MemcachedBackend : IAsyncDisposable
{
    // A server that has not answered three calls in a row is tried again, on a new connection.
    private const int SilenceInTimeouts = 3;
    private static readonly TimeSpan ShortestSilence = TimeSpan.FromMilliseconds(500);

    private readonly ServerRing _ring;
    private readonly MemcachedEvictionLog _log;

    private MemcachedBackend(CacheBackendRequest request, MemcachedTierOptions options, ServerRing ring, TimeProvider clock, Action<string, string> countFailure, ILogger logger)
    {
        _ring = ring;

        // Earlier than the caller's own time-out, which counts for the circuit of the whole back end.
        var servers = new EntryServers(ring, request.OperationTimeout * 0.75, clock, countFailure);
        _log = new MemcachedEvictionLog(ring.First.Log, MemcachedNames.LogOf(request.KeyPrefix), request.Retention, clock, logger);
        Backend = new CacheBackend(request.Name, _log, new MemcachedFarTier(servers, countFailure, logger))
        {
            PollInterval = options.PollInterval,
            Instances = new MemcachedInstances(ring.First.Log, request.KeyPrefix),
            Owner = this,
        };
    }

    public CacheBackend Backend { get; }

    /// <summary>Gets a value indicating whether the eviction log could be read at the moment, and entries of every server.</summary>
    public bool IsConnected => _ring.First.Log.Connection is not null && _ring.Pools.All(static pool => pool.IsConnected);

    /// <summary>Gets the servers, for tests.</summary>
    internal ServerRing Ring => _ring;

    /// <summary>Makes the back end and opens its connections in the background.</summary>
    /// <param name="request">What the cache asks for.</param>
    /// <param name="options">How Memcached is reached.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="countFailure">Counts what goes wrong: the operation, and the reason.</param>
    /// <param name="loggers">Makes the logger.</param>
    /// <param name="problem">What is wrong with the options, or empty.</param>
    /// <returns>The back end, or <see langword="null"/> if the options are wrong.</returns>
    public static MemcachedBackend? Create(
        CacheBackendRequest request, MemcachedTierOptions options, TimeProvider clock, Action<string, string> countFailure, ILoggerFactory loggers, out string problem)
    {
        if (!TryRead(options, out var url, out var authority, out problem))
        {
            return null;
        }

        var logger = CacheGuard.Guarded(loggers.CreateLogger<MemcachedBackend>());
        var silence = request.OperationTimeout * SilenceInTimeouts;
        var limits = ConnectionLimits.With(silence > ShortestSilence ? silence : ShortestSilence);
        var pools = url.Servers.Select((address, index) => new ServerPool(
            new MemcachedConnector(address, url, authority, options.ConnectionTimeout, limits, clock), options.MaxConnections, hasLog: index == 0, clock, logger));
        var backend = new MemcachedBackend(request, options, new ServerRing([.. pools]), clock, countFailure, logger);
        foreach (var pool in backend._ring.Pools)
        {
            pool.Open();
        }

        return backend;
    }

    /// <summary>Says what is wrong with the options, without opening anything.</summary>
    public static string? Check(MemcachedTierOptions options) => TryRead(options, out _, out _, out var problem) ? null : problem;

    private static bool TryRead(MemcachedTierOptions options, [NotNullWhen(true)] out MemcachedUrl? url, out PrivateAuthority? authority, out string problem)
    {
        (url, authority) = (null, null);
        problem = LimitsBrokenBy(options);
        if (problem.Length > 0)
        {
            return false;
        }

        url = MemcachedUrl.Parse(options.Url, out problem);
        if (url is null)
        {
            problem = $"url is wrong: {problem}";
            return false;
        }

        return (url.SslCaFile ?? options.SslCaFile) is not { Length: > 0 } file || (authority = PrivateAuthority.Load(file, out problem)) is not null;
    }

    private static string LimitsBrokenBy(MemcachedTierOptions options) => options switch
    {
        { Url: null } or { Url.Length: 0 } => "url is empty.",
        { MaxConnections: < 1 or > MemcachedTierDefaults.MaximumMaxConnections } =>
            $"max_connections must be between 1 and {MemcachedTierDefaults.MaximumMaxConnections}, but is {options.MaxConnections}.",
        _ when options.ConnectionTimeout < MemcachedTierDefaults.MinimumConnectionTimeout || options.ConnectionTimeout > MemcachedTierDefaults.MaximumConnectionTimeout =>
            $"connection_timeout must be between {MemcachedTierDefaults.MinimumConnectionTimeout} and {MemcachedTierDefaults.MaximumConnectionTimeout}, but is {options.ConnectionTimeout}.",
        _ when options.PollInterval < MemcachedTierDefaults.MinimumPollInterval || options.PollInterval > MemcachedTierDefaults.MaximumPollInterval =>
            $"poll_interval must be between {MemcachedTierDefaults.MinimumPollInterval} and {MemcachedTierDefaults.MaximumPollInterval}, but is {options.PollInterval}.",
        _ => string.Empty,
    };

    public async ValueTask DisposeAsync()
    {
        await _ring.DisposeAsync().ConfigureAwait(false);
        _log.Dispose();
    }
}
