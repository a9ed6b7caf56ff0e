using Tasker.Caching.Redis.Connections;
using Tasker.Caching.Redis.Hosting;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.Redis.Tests.Evictions;

/// <summary>Who tells which server has the log: the server to its scripts, to the client alone, or nobody.</summary>
public sealed class ReignTests(SharedGarnet garnet)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<EvictionPage> ReadAsync(RedisBackend backend, string? generation = null) =>
        await backend.Backend.Log.ReadSinceAsync(new EvictionCursor(generation, 0, 0), Token);

    [Fact]
    public async Task Connect_Redis_ScriptsAreToldAndMayHaveFlags()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var backend = await RedisTest.OpenAsync(server);
        await ReadAsync(backend);

        Assert.Equal(new ServerTraits(UnderstandsFlags: true, ReignIdentity.OfScripts, "noeviction"), backend.Pool.Log.Traits);
        Assert.Empty(backend.Backend.Limits!());
    }

    // Its master_replid is zeros: the identity is that of its process.
    [Fact]
    public async Task Connect_Garnet_ScriptsAreToldTheRunAndHaveNoFlags()
    {
        var server = await garnet.StartedAsync();
        var prefix = $"reign{Guid.NewGuid():N}";
        await using var backend = await RedisTest.OpenAsync(server, prefix);
        await ReadAsync(backend);

        Assert.Equal(new ServerTraits(UnderstandsFlags: false, ReignIdentity.OfScripts, string.Empty), backend.Pool.Log.Traits);
        var marker = (await server.ExecuteAsync("ZRANGE", $"{{{prefix}}}:evictions", "0", "0")).Items[0].Text;
        Assert.EndsWith($":{(await server.InfoAsync("server", Token))["run_id"]}", marker, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_GarnetRestartedWithItsData_BeginsAnew()
    {
        using var files = new TempDirectory();
        await using var server = await RedisServer.StartNewAsync(
            new RedisServerOptions { Product = RedisProduct.Garnet, Arguments = ["--aof", "--recover", "--checkpointdir", files.Path, "--device-type", "RandomAccess"] }, Token);
        await using var backend = await RedisTest.OpenAsync(server);
        var record = await backend.Backend.Log.AppendAsync(["a"], 0, Token);
        await server.ExecuteAsync("COMMITAOF");

        await server.KillAsync();
        await server.StartAsync(Token);

        Assert.Equal("1", (await server.ExecuteAsync("EXISTS", "{tasker}:evictions")).Text);
        var page = await Eventually.Async(
            async token => await backend.Backend.Log.ReadSinceAsync(new EvictionCursor(record.Generation, record.Sequence, record.Sequence), token),
            static _ => true, RedisTest.Deadline, "the log is read again", Token);
        Assert.Equal(MarkerReason.PrimaryChanged, page.Raised);
        Assert.True(page.Marker > record.Sequence);
    }

    // As behind a proxy that keeps its connections while another server takes over.
    [Fact]
    public async Task Read_ScriptsMayNotAsk_IsJudgedByWhatTheClientIsToldBeforeAndBehind()
    {
        await using var server = await RedisServer.StartNewAsync(new RedisServerOptions { Arguments = ["--enable-debug-command", "yes"] }, Token);
        await using var proxy = RewritingProxy.Start(server.Port, "'INFO'", "'XNFO'");
        var logs = new CollectingLoggerProvider();
        await using var backend = await RedisTest.OpenAsync(new RedisTierOptions { Url = $"redis://127.0.0.1:{proxy.Port}", MaxConnections = 1 }, logs: logs);
        var record = await backend.Backend.Log.AppendAsync(["a"], 0, Token);
        Assert.Equal(ReignIdentity.OfClient, backend.Pool.Log.Traits!.Identity);
        Assert.Equal(record.Generation, (await ReadAsync(backend, record.Generation)).Generation);

        await server.ExecuteAsync("DEBUG", "CHANGE-REPL-ID");

        // Strict: the very next call knows it, and so does an append.
        var page = await ReadAsync(backend, record.Generation);
        Assert.NotEqual(record.Generation, page.Generation);
        Assert.True(page.Marker > record.Sequence);
        await server.ExecuteAsync("DEBUG", "CHANGE-REPL-ID");
        Assert.NotEqual(page.Generation, (await backend.Backend.Log.AppendAsync(["b"], 0, Token)).Generation);
        Assert.DoesNotContain(logs.Entries, static line => line.EventId.Id == 671);
    }

    [Fact]
    public async Task Read_NobodyTells_EveryConnectCountsAsAnotherServer()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Token);
        await server.ExecuteAsync("ACL", "SETUSER", "app", "on", ">secret", "~*", "&*", "+@all", "-info");
        var logs = new CollectingLoggerProvider();
        var options = new RedisTierOptions { Url = $"redis://app:secret@{server.EndPoint}", MaxConnections = 1 };
        await using var backend = await RedisTest.OpenAsync(options, logs: logs);
        var first = await ReadAsync(backend);
        Assert.Equal(ReignIdentity.None, backend.Pool.Log.Traits!.Identity);
        Assert.Contains("makes everything cached void", Assert.Single(backend.Backend.Limits!()), StringComparison.Ordinal);
        Assert.Equal(first.Generation, (await ReadAsync(backend, first.Generation)).Generation);
        Assert.Equal(first.Generation, (await backend.Backend.Log.AppendAsync(["a"], 0, Token)).Generation);

        var connects = backend.Pool.Log.Connects;
        await server.ExecuteAsync("CLIENT", "KILL", "USER", "app");
        await Eventually.Async(() => backend.Pool.Log.Connects > connects, RedisTest.Deadline, "it has connected again", Token);

        var second = await Eventually.Async(async _ => await ReadAsync(backend, first.Generation), static _ => true, RedisTest.Deadline, "the log is read", Token);
        Assert.Equal(MarkerReason.PrimaryChanged, second.Raised);
        Assert.True(second.Marker > first.Head);

        // An instance that starts knows nothing of what others were told.
        await using var other = await RedisTest.OpenAsync(options);
        Assert.NotEqual(second.Generation, (await ReadAsync(other)).Generation);

        // What the health check and the page say ends when an administrator has followed the advice.
        await server.ExecuteAsync("ACL", "SETUSER", "app", "+info");
        await server.ExecuteAsync("CLIENT", "KILL", "USER", "app");
        await Eventually.Async(async _ => await ReadAsync(backend), _ => backend.Backend.Limits!().Count == 0, RedisTest.Deadline, "the server tells which it is", Token);
        Assert.Single(logs.Entries, static line => line.EventId.Id == 671);
    }

    [Fact]
    public async Task Connect_PolicyMayEvictTheLog_SaysSoOnce()
    {
        await using var server = await RedisServer.StartNewAsync(new RedisServerOptions { MaxMemory = "100mb", MaxMemoryPolicy = "allkeys-lru" }, Token);
        var logs = new CollectingLoggerProvider();
        await using var backend = await RedisTest.OpenAsync(server, logs: logs);
        await ReadAsync(backend);
        backend.Pool.Log.Traits = null;
        await ReadAsync(backend);

        Assert.Contains("'allkeys-lru'", Assert.Single(logs.Entries, static line => line.EventId.Id == 672).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_PolicyKeepsTheLog_SaysNothing()
    {
        await using var server = await RedisServer.StartNewAsync(new RedisServerOptions { MaxMemory = "100mb", MaxMemoryPolicy = "volatile-ttl" }, Token);
        var logs = new CollectingLoggerProvider();
        await using var backend = await RedisTest.OpenAsync(server, logs: logs);
        await ReadAsync(backend);

        Assert.DoesNotContain(logs.Entries, static line => line.EventId.Id == 672);
    }
}
