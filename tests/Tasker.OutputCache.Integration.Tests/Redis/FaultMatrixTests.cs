using Tasker.OutputCache.TestUtilities.Faults;
using Tasker.OutputCache.TestUtilities.Servers;
using Xunit;

namespace Tasker.OutputCache.Integration.Tests.Redis;

/// <summary>Everything that can happen to Redis, under load from three instances.</summary>
public sealed class FaultMatrixTests : IAsyncLifetime
{
    private const string LogKey = "{tasker}:evictions";

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

        await new FaultMatrix(_fleet).RunAsync(faults);
    }

    private async Task PromoteAsync(RedisServer replica)
    {
        await replica.PromoteLosingWritesAsync(_redis, static () => Task.Delay(TimeSpan.FromSeconds(1), Token), Token);
        _proxy.Redirect(replica.Port);
    }
}
