using System.Diagnostics;
using System.Net.Sockets;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.OutputCache.TestUtilities.Tests.Servers;

public sealed class RedisServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_WithOptions_AppliesThem()
    {
        await using var redis = await RedisServer.StartNewAsync(
            new RedisServerOptions { Password = "secret", Databases = 3, MaxMemory = "20mb", MaxMemoryPolicy = "allkeys-random" },
            Token);

        Assert.Equal("3", (await redis.ExecuteAsync("CONFIG", "GET", "databases")).Items[1].Text);
        Assert.Equal("20971520", (await redis.ExecuteAsync("CONFIG", "GET", "maxmemory")).Items[1].Text);
        Assert.Equal("allkeys-random", (await redis.ExecuteAsync("CONFIG", "GET", "maxmemory-policy")).Items[1].Text);
        Assert.Equal($"redis://:secret@127.0.0.1:{redis.Port}", redis.Url);

        await using var anonymous = await RespConnection.ConnectAsync(redis.Port, cancellationToken: Token);
        var refusal = await Assert.ThrowsAsync<RespErrorException>(() => anonymous.ExecuteAsync("PING"));
        Assert.StartsWith("NOAUTH", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_EveryKindOfReply_IsRead()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        var large = new string('x', 100_000);

        Assert.Equal("OK", (await redis.ExecuteAsync("SET", "large", large)).Text);
        Assert.Equal(large, (await redis.ExecuteAsync("GET", "large")).Text);
        Assert.True((await redis.ExecuteAsync("GET", "none")).IsNull);
        Assert.Equal(1, (await redis.ExecuteAsync("INCR", "number")).Number);
        Assert.Equal("[1, [two, (nil)], wrong]", (await redis.ExecuteAsync("EVAL", "return {1, {'two', false}, {err = 'wrong'}}", "0")).ToString());
    }

    [Fact]
    public async Task CommandCalls_AfterReset_CountsWhatRan()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await redis.ResetCommandCallsAsync(Token);

        await redis.ExecuteAsync("GET", "a");
        await redis.ExecuteAsync("GET", "b");

        var calls = await redis.CommandCallsAsync(Token);
        Assert.Equal(2, calls["get"]);
        Assert.False(calls.ContainsKey("keys"));
    }

    [Fact]
    public async Task Kill_ThenStart_IsEmptyOnTheSamePort()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await redis.ExecuteAsync("SET", "a", "1");

        await redis.KillAsync();
        Assert.False(redis.IsRunning);
        await Assert.ThrowsAsync<SocketException>(() => redis.ExecuteAsync("PING"));

        await redis.StartAsync(Token);
        Assert.True((await redis.ExecuteAsync("GET", "a")).IsNull);

        await redis.ExecuteAsync("SET", "a", "2");
        await redis.RestartAsync(Token);
        Assert.True((await redis.ExecuteAsync("GET", "a")).IsNull);
    }

    [Fact]
    public async Task Pause_ThenResume_AnswersLate()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);

        await redis.PauseAsync();
        var answer = redis.ExecuteAsync("PING");
        await Assert.ThrowsAsync<TimeoutException>(() => answer.WaitAsync(TimeSpan.FromMilliseconds(200), Token));

        await redis.ResumeAsync();
        Assert.Equal("PONG", (await answer).Text);
    }

    [Fact]
    public async Task Start_ThatFails_ShowsTheOutput()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            RedisServer.StartNewAsync(new RedisServerOptions { Arguments = ["--no-such-option", "1"] }, Token));

        Assert.Contains("no-such-option", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WherePortIsTaken_Fails()
    {
        await using var first = await RedisServer.StartNewAsync(cancellationToken: Token);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            RedisServer.StartNewAsync(new RedisServerOptions { Arguments = ["--port", $"{first.Port}"] }, Token));

        Assert.Contains("already in use", exception.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Promote_Replica_LosesLaterWrites()
    {
        await using var primary = await RedisServer.StartNewAsync(new RedisServerOptions { Password = "secret" }, Token);
        await primary.ExecuteAsync("SET", "early", "1");
        await using var replica = await RedisServer.StartNewAsync(new RedisServerOptions { Password = "secret", ReplicaOf = primary }, Token);
        await replica.WaitUntilReplicatingAsync(Token);
        var before = (await replica.InfoAsync("replication", Token))["master_replid"];

        await replica.PromoteAsync(Token);
        await primary.ExecuteAsync("SET", "late", "1");

        Assert.Equal("1", (await replica.ExecuteAsync("GET", "early")).Text);
        Assert.True((await replica.ExecuteAsync("GET", "late")).IsNull);
        Assert.NotEqual(before, (await replica.InfoAsync("replication", Token))["master_replid"]);
    }

    [Fact]
    public async Task Restart_PromotedReplica_StaysAPrimary()
    {
        await using var primary = await RedisServer.StartNewAsync(new RedisServerOptions { Password = "secret" }, Token);
        await using var replica = await RedisServer.StartNewAsync(new RedisServerOptions { Password = "secret", ReplicaOf = primary }, Token);
        await replica.WaitUntilReplicatingAsync(Token);

        await replica.PromoteAsync(Token);
        await replica.RestartAsync(Token);

        Assert.Equal("master", (await replica.InfoAsync("replication", Token))["role"]);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("elsewhere.test")]
    public async Task Start_WithTls_OffersItsCertificate(string hostName)
    {
        await using var redis = await RedisServer.StartNewAsync(new RedisServerOptions { Tls = true, TlsHostName = hostName, Password = "secret" }, Token);

        Assert.Equal("PONG", (await redis.ExecuteAsync("PING")).Text);
        Assert.StartsWith("rediss://", redis.Url, StringComparison.Ordinal);
        Assert.Equal(hostName, redis.Certificate!.HostName);

        // A client without TLS gets nowhere.
        await Assert.ThrowsAnyAsync<Exception>(() => RespConnection.ConnectAsync(redis.Port, "secret", cancellationToken: Token));
    }

    [Fact]
    public async Task Dispose_OfAPausedServer_LeavesNothingBehind()
    {
        var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        var processId = redis.ProcessId;
        var directory = (await redis.ExecuteAsync("CONFIG", "GET", "dir")).Items[1].Text;
        await redis.PauseAsync();

        await redis.DisposeAsync();

        Assert.False(Directory.Exists($"/proc/{processId}"));
        Assert.False(Directory.Exists(directory));
    }

    [Fact]
    public async Task Server_WhenThePoolThreadThatStartedItEnds_LivesOn()
    {
        RedisServer? redis = null;
        var starter = new Thread(() => redis = RedisServer.StartNewAsync().GetAwaiter().GetResult());

        starter.Start();
        starter.Join();

        await using (redis)
        {
            // Long enough for a signal of the kernel; it comes at once or never.
            var watch = Stopwatch.StartNew();
            await Eventually.Async(
                async _ => (await redis!.ExecuteAsync("PING")).Text == "PONG" && watch.ElapsedMilliseconds > 300,
                TimeSpan.FromSeconds(10),
                "the server answers",
                Token);
            Assert.True(redis!.IsRunning);
        }
    }
}
