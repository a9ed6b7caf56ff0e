using System.Diagnostics;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Faults;
using Tasker.OutputCache.TestUtilities.Servers;
using Xunit;

namespace Tasker.OutputCache.Integration.Tests.Memcached;

/// <summary>What can happen to three Memcached servers, under load from three instances. The first has the log, behind a proxy.</summary>
public sealed class MemcachedFaultMatrixTests : IAsyncLifetime
{
    private const string LogKey = "{tasker}:evictions";

    private readonly List<MemcachedServer> _servers = [];
    private FaultProxy _proxy = null!;
    private Fleet _fleet = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        for (var i = 0; i < 3; i++)
        {
            _servers.Add(await MemcachedServer.StartNewAsync(cancellationToken: Token));
        }

        _proxy = await FaultProxy.StartAsync(_servers[0].Port);
        _fleet = await Fleet.StartAsync(3, "memcached", $"tcp://{_proxy.EndPoint},{_servers[1].EndPoint},{_servers[2].EndPoint}", cancellationToken: Token);
        _fleet.Database.DelayUpTo(TimeSpan.FromMilliseconds(10));
    }

    public async ValueTask DisposeAsync()
    {
        await _fleet.DisposeAsync();
        await _proxy.DisposeAsync();
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Faults_UnderLoad_FailNothingAndServeNothingStale()
    {
        var (log, other) = (_servers[0], _servers[2]);
        Fault[] faults =
        [
            log.Killed() with { Name = "log server killed, and started again empty" },
            log.Paused() with { Name = "log server stopped (SIGSTOP)" },
            new(log.Name, "log server restarted empty", () => log.RestartAsync(Token)),
            other.Killed() with { Name = "one of three servers killed" },
            other.Paused() with { Name = "one of three servers stopped (SIGSTOP)" },
            _proxy.With("log refused", ProxyFault.Refused),
            _proxy.With("log in a black hole", ProxyFault.BlackHole),
            _proxy.With("replies of the log held", ProxyFault.RepliesHeld),
            _proxy.With("log slow by 500 ms", ProxyFault.Slow(TimeSpan.FromMilliseconds(500))),
            _proxy.With("replies of the log cut", ProxyFault.Cut(afterBytes: 500)),
            new(log.Name, "log deleted again and again", () => RepeatAsync(() => log.ExecuteAsync($"delete {LogKey}", Token))),
            new(log.Name, "flush_all", () => log.ExecuteAsync("flush_all", Token)),
        ];

        await new FaultMatrix(_fleet).RunAsync(faults);
    }

    private static async Task RepeatAsync(Func<Task> action)
    {
        for (var begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin) < FaultMatrix.Outage;)
        {
            await action();
            await Pause.UpToAsync(200, Token);
        }
    }
}
