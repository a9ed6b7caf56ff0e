using Tasker.OutputCache.TestUtilities.Faults;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.OutputCache.Integration.Tests.Soak;

/// <summary>Three Memcached servers; the first has the log, behind a proxy.</summary>
internal sealed class MemcachedSoakBackend : SoakBackend
{
    private const string LogKey = "{tasker}:evictions";

    private readonly IReadOnlyList<MemcachedServer> _servers;
    private readonly FaultProxy _proxy;

    private MemcachedSoakBackend(IReadOnlyList<MemcachedServer> servers, FaultProxy proxy) => (_servers, _proxy) = (servers, proxy);

    public override string Name => "memcached";

    public override string Url => $"tcp://{_proxy.EndPoint},{_servers[1].EndPoint},{_servers[2].EndPoint}";

    // The log's server, the way to it, and another server.
    public override int Concurrency => 3;

    public override IReadOnlyList<Fault> Faults
    {
        get
        {
            var (log, other) = (_servers[0], _servers[2]);
            return
            [
                log.Killed() with { Name = "log server killed, and started again empty" },
                log.Paused() with { Name = "log server stopped (SIGSTOP)" },
                new(log.Name, "log server restarted empty", () => log.RestartAsync()),
                new(log.Name, "log deleted", () => log.ExecuteAsync($"delete {LogKey}")),
                new(log.Name, "flush_all", () => log.ExecuteAsync("flush_all")),
                other.Killed() with { Name = "another server killed" },
                other.Paused() with { Name = "another server stopped (SIGSTOP)" },
                .. _proxy.Faults(),
                _proxy.With("replies cut after 500 bytes", ProxyFault.Cut(afterBytes: 500)),
            ];
        }
    }

    public static async Task<SoakBackend> StartAsync(CancellationToken cancellationToken)
    {
        var servers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => MemcachedServer.StartNewAsync(cancellationToken: cancellationToken)));
        return new MemcachedSoakBackend(servers, await FaultProxy.StartAsync(servers[0].Port));
    }

    public override async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }
}
