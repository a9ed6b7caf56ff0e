using System.Diagnostics;
using Tasker.OutputCache.Integration.Tests.Redis;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Faults;
using Tasker.OutputCache.TestUtilities.Histories;
using Tasker.OutputCache.TestUtilities.Servers;
using Xunit;

namespace Tasker.OutputCache.Integration.Tests.Memcached;

/// <summary>What can happen to three Memcached servers, under load from three instances. The first has the log, behind a proxy.</summary>
public sealed class MemcachedFaultMatrixTests : IAsyncLifetime
{
    private const string LogKey = "{tasker}:evictions";
    private static readonly TimeSpan _healthy = TimeSpan.FromSeconds(TestRun.IsFull ? 5 : 1);
    private static readonly TimeSpan _outage = TimeSpan.FromSeconds(TestRun.IsFull ? 10 : 3);

    private readonly List<MemcachedServer> _servers = [];
    private readonly List<string> _problems = [];
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

        foreach (var fault in faults)
        {
            await RunAsync(fault);
        }

        Assert.True(_problems.Count == 0, string.Join('\n', _problems));
    }

    private static async Task RepeatAsync(Func<Task> action)
    {
        for (var begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin) < _outage;)
        {
            await action();
            await Task.Delay(Random.Shared.Next(200), Token);
        }
    }

    // A time, and some reads begun within it: a machine that is busy with other things needs longer for them.
    private static async Task PassAsync(Load load, TimeSpan time)
    {
        var begin = HistoryRecorder.Now;
        await Task.Delay(time, Token);
        await Eventually.Async(
            () => load.Recorder.ToHistory().Operations.OfType<ReadOperation>().Count(read => read.Start > begin) >= 20,
            TimeSpan.FromSeconds(60), "there are reads", Token);
    }

    private async Task RunAsync(Fault fault)
    {
        await using var load = Load.Start(_fleet, $"fault-{Guid.NewGuid():N}");
        var begin = HistoryRecorder.Now;
        await PassAsync(load, _healthy);

        var injected = HistoryRecorder.Now;
        await fault.InjectAsync();
        await PassAsync(load, _outage);
        await fault.HealAsync();
        var healed = HistoryRecorder.Now;
        try
        {
            await _fleet.WaitUntilAttachedAsync(Token);
            await _fleet.WaitUntilSharingAsync(Token);
        }
        catch (TimeoutException exception)
        {
            _problems.Add($"{fault.Name}: {exception.Message}\n{_fleet.Output()}");
        }

        var back = Stopwatch.GetElapsedTime(healed);
        load.ConfirmEvictions();
        await Task.Delay(TimeSpan.FromSeconds(1), Token);
        await load.StopAsync();

        var history = load.Recorder.ToHistory();
        var report = load.Check();
        if (!report.IsValid)
        {
            _problems.Add($"{fault.Name}:\n{report}");
        }

        var (before, during) = (history.ReadLatency(0.99, begin, injected), history.ReadLatency(0.99, injected, healed));
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{fault.Name}: 99 % of reads within {before.TotalMilliseconds:0} ms before and {during.TotalMilliseconds:0} ms during; attached and sharing {back.TotalSeconds:0.0} s later.");
    }
}
