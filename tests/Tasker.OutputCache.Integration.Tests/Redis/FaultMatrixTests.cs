using System.Diagnostics;
using Tasker.OutputCache.TestUtilities.Faults;
using Tasker.OutputCache.TestUtilities.Histories;
using Tasker.OutputCache.TestUtilities.Servers;
using Xunit;

namespace Tasker.OutputCache.Integration.Tests.Redis;

/// <summary>Everything that can happen to Redis, under load from three instances.</summary>
public sealed class FaultMatrixTests : IAsyncLifetime
{
    private const string LogKey = "{tasker}:evictions";

    /// <summary>What a slow machine may add to the slowest hundredth: the load, the hosts and Redis share two cores, perhaps with others.</summary>
    private static readonly TimeSpan _allowance = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan _healthy = TimeSpan.FromSeconds(TestRun.IsFull ? 5 : 1);
    private static readonly TimeSpan _outage = TimeSpan.FromSeconds(TestRun.IsFull ? 10 : 3);

    private readonly List<OutageFigures> _figures = [];
    private RedisServer _redis = null!;
    private FaultProxy _proxy = null!;
    private Fleet _fleet = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync(new RedisServerOptions { Password = "secret" }, Token);
        _proxy = await FaultProxy.StartAsync(_redis);
        _fleet = await Fleet.StartAsync(3, $"redis://:secret@{_proxy.EndPoint}", cancellationToken: Token);
        _fleet.Database.DelayUpTo(TimeSpan.FromMilliseconds(10));
    }

    public async ValueTask DisposeAsync()
    {
        await _fleet.DisposeAsync();
        await _proxy.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Faults_UnderLoad_FailNothingAndServeNothingStale()
    {
        await WarmUpAsync();
        await using var replica = await RedisServer.StartNewAsync(new RedisServerOptions { Password = "secret", ReplicaOf = _redis }, Token);
        await replica.WaitUntilReplicatingAsync(Token);
        Fault[] faults =
        [
            _redis.Killed() with { Name = "killed, and started again empty" },
            _redis.Paused() with { Name = "SIGSTOP" },
            _proxy.With("refused", ProxyFault.Refused),
            _proxy.With("black hole", ProxyFault.BlackHole),
            _proxy.With("slow by 500 ms", ProxyFault.Slow(TimeSpan.FromMilliseconds(500))),
            _proxy.With("replies cut", ProxyFault.Cut(afterBytes: 500)),
            _proxy.With("messages lost", ProxyFault.MessagesLost),
            new(_redis.Name, "restarted empty", () => _redis.RestartAsync()),
            _redis.Flushed() with { Name = "FLUSHALL" },
            _redis.ScriptsFlushed() with { Name = "SCRIPT FLUSH" },
            _redis.MemoryFull("allkeys-random"),
            _redis.KeyDeleted(LogKey) with { Name = "log key deleted" },
            _redis.PasswordChanged(),
            _redis.SubscribersKilled(),
            new(_redis.Name, "replica promoted, writes lost", () => PromoteAsync(replica)),
        ];

        foreach (var fault in faults)
        {
            await RunAsync(fault);
        }

        var table = OutageFigures.ToTable(_figures);
        TestContext.Current.TestOutputHelper!.WriteLine(table);
        if (Environment.GetEnvironmentVariable("TASKER_FIGURES") is { Length: > 0 } path)
        {
            await File.WriteAllTextAsync(path, table, Token);
        }

        Assert.True(_figures.TrueForAll(figures => figures.Problems.Count == 0), $"{string.Join('\n', _figures.SelectMany(figures => figures.Problems))}\n{table}");
    }

    // The first requests of a process compile its code, and are no measure of anything.
    private async Task WarmUpAsync()
    {
        await using var load = Load.Start(_fleet, "warm-up");
        await Task.Delay(_healthy, Token);
    }

    // What the primary is told between the cut and its end reaches nobody else.
    private async Task PromoteAsync(RedisServer replica)
    {
        await replica.WaitUntilReplicatingAsync(Token);
        await replica.PauseAsync();
        await _redis.ExecuteAsync("CLIENT", "KILL", "TYPE", "replica");
        await Task.Delay(TimeSpan.FromSeconds(1), Token);
        await _redis.KillAsync();
        await replica.ResumeAsync();
        await replica.PromoteAsync(Token);
        _proxy.Redirect(replica.Port);
    }

    private async Task RunAsync(Fault fault)
    {
        await using var load = Load.Start(_fleet, $"fault-{_figures.Count}");
        var begin = HistoryRecorder.Now;
        await Task.Delay(_healthy, Token);

        var injected = HistoryRecorder.Now;
        await fault.InjectAsync();
        await Task.Delay(_outage, Token);
        await fault.HealAsync();
        var healed = HistoryRecorder.Now;

        var problems = new List<string>();
        try
        {
            await _fleet.WaitUntilAttachedAsync(Token);
            await _fleet.WaitUntilSharingAsync(Token);
        }
        catch (TimeoutException exception)
        {
            problems.Add($"{fault.Name}: {exception.Message}\n{_fleet.Output()}");
        }

        var back = Stopwatch.GetElapsedTime(healed);
        load.ConfirmEvictions();
        await Task.Delay(TimeSpan.FromSeconds(1), Token);
        await load.StopAsync();

        var history = load.Recorder.ToHistory();
        var report = load.Check();
        var figures = new OutageFigures(
            fault.Name,
            history.ReadLatency(0.99, begin, injected),
            history.ReadLatency(0.99, injected, healed),
            history.ReadLatency(1, injected, healed),
            back,
            report,
            problems);
        if (!report.IsValid)
        {
            problems.Add($"{fault.Name}:\n{report}");
        }

        if (figures.Outage > figures.Healthy + (2 * Fleet.OperationTimeout) + _allowance)
        {
            problems.Add($"{fault.Name}: the slowest hundredth took {figures.Outage.TotalMilliseconds:0} ms, {figures.Healthy.TotalMilliseconds:0} ms when healthy");
        }

        _figures.Add(figures);
    }
}
