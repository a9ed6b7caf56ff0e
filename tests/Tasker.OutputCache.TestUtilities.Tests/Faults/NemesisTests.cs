using System.Collections.Concurrent;
using Tasker.OutputCache.TestUtilities.Faults;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.OutputCache.TestUtilities.Tests.Faults;

public sealed class NemesisTests
{
    private static readonly NemesisOptions _options = new()
    {
        Seed = 42,
        Duration = TimeSpan.FromSeconds(1),
        ShortestFault = TimeSpan.FromMilliseconds(20),
        LongestFault = TimeSpan.FromMilliseconds(100),
        ShortestPause = TimeSpan.FromMilliseconds(10),
        LongestPause = TimeSpan.FromMilliseconds(50),
    };

    private readonly ConcurrentDictionary<string, int> _broken = [];
    private int _mostAtOnce;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Schedule_SameSeed_IsTheSame()
    {
        var faults = new[] { Counted("a"), Counted("b"), Counted("c") };

        var first = new Nemesis(faults, _options).Schedule;

        Assert.Equal(first, new Nemesis(faults, _options).Schedule);
        Assert.NotEqual(first, new Nemesis(faults, _options with { Seed = 43 }).Schedule);
        Assert.True(first.Select(step => step.Fault.Target).Distinct().Count() > 1);
    }

    [Fact]
    public async Task Run_ToTheEnd_HealsWhatItInjects()
    {
        var nemesis = new Nemesis([Counted("a"), Counted("b"), Counted("c")], _options with { Concurrency = 2 });

        await nemesis.RunAsync(Token);

        Assert.All(_broken.Values, count => Assert.Equal(0, count));
        Assert.NotEmpty(nemesis.Log);
        Assert.Equal(nemesis.Log.Count(entry => entry.What == "injected"), nemesis.Log.Count(entry => entry.What == "healed"));
        Assert.Equal(1, _mostAtOnce);
    }

    [Fact]
    public async Task Run_Cancelled_HealsAllTheSame()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var fault = Counted("a");
        var nemesis = new Nemesis(
            [fault with { InjectAsync = async () => { await fault.InjectAsync(); await cancellation.CancelAsync(); } }],
            _options with { Duration = TimeSpan.FromMinutes(10), LongestFault = TimeSpan.FromMinutes(10) });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => nemesis.RunAsync(cancellation.Token).WaitAsync(TimeSpan.FromSeconds(20), Token));

        Assert.Equal(0, _broken["a"]);
    }

    [Fact]
    public async Task Run_FaultThatCantBeHealed_Fails()
    {
        var nemesis = new Nemesis([Counted("a") with { HealAsync = () => throw new IOException("stuck") }], _options);

        var exception = await Assert.ThrowsAsync<AggregateException>(() => nemesis.RunAsync(Token));

        Assert.Contains("seed 42", exception.Message, StringComparison.Ordinal);
        Assert.Contains("a: broken could not be healed: stuck", exception.Message, StringComparison.Ordinal);
    }

    private Fault Counted(string target) =>
        new(target, "broken", () => Count(target, 1), () => Count(target, -1));

    private Task Count(string target, int change)
    {
        var now = _broken.AddOrUpdate(target, change, (_, count) => count + change);
        _mostAtOnce = Math.Max(_mostAtOnce, now);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Run_AgainstRealServers_LeavesThemWell()
    {
        await using var redis = await RedisServer.StartNewAsync(new RedisServerOptions { Password = "secret" }, Token);
        await using var proxy = await FaultProxy.StartAsync(redis);
        var nemesis = new Nemesis([.. redis.Faults(), .. proxy.Faults()], _options with { Duration = TimeSpan.FromSeconds(3), Concurrency = 2 });

        await nemesis.RunAsync(Token);

        await using var connection = await RespConnection.ConnectAsync(proxy.Port, "secret", cancellationToken: Token);
        Assert.Equal("PONG", (await connection.ExecuteAsync("PING")).Text);
        Assert.Equal(ProxyFault.None, proxy.Fault);
    }

    [Fact]
    public async Task RedisFaults_InjectedAndHealed_DoWhatTheySay()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);

        foreach (var fault in (Fault[])[.. redis.Faults(), redis.KeyDeleted("a"), redis.MemoryFull("allkeys-random")])
        {
            await redis.ExecuteAsync("SET", "a", "1");
            await fault.InjectAsync();
            await fault.HealAsync();
            await fault.HealAsync();
            Assert.Equal("PONG", (await redis.ExecuteAsync("PING")).Text);

            var isGone = (await redis.ExecuteAsync("GET", "a")).IsNull;
            Assert.True(isGone == fault.Name is "killed" or "flushed" or "key a deleted" or "memory full, allkeys-random", fault.Name);
        }
    }

    [Fact]
    public async Task MemoryFull_NoEviction_RefusesWrites()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        var full = redis.MemoryFull("noeviction");

        await full.InjectAsync();
        var refusal = await Assert.ThrowsAsync<RespErrorException>(() => redis.ExecuteAsync("SET", "a", "1"));
        await full.HealAsync();

        Assert.StartsWith("OOM", refusal.Message, StringComparison.Ordinal);
        await redis.ExecuteAsync("SET", "a", "1");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("secret")]
    public async Task PasswordChanged_UnderOpenConnections_ThrowsThemOut(string? password)
    {
        await using var redis = await RedisServer.StartNewAsync(new RedisServerOptions { Password = password }, Token);
        await using var open = await redis.ConnectAsync(Token);
        var changed = redis.PasswordChanged();

        await changed.InjectAsync();
        await Assert.ThrowsAnyAsync<IOException>(() => open.ExecuteAsync("PING"));
        await Assert.ThrowsAsync<RespErrorException>(() => redis.ExecuteAsync("PING"));

        await changed.HealAsync();
        await changed.HealAsync();
        Assert.Equal("PONG", (await redis.ExecuteAsync("PING")).Text);
    }
}
