using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.OutputCache.TestUtilities.Tests.Servers;

public sealed class MemcachedServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_WithOptions_AppliesThem()
    {
        await using var memcached = await MemcachedServer.StartNewAsync(new MemcachedServerOptions { MemoryMegabytes = 10, MaxItemSize = "2m" }, Token);

        var settings = await memcached.ExecuteAsync("stats settings", Token);

        Assert.Contains("STAT maxbytes 10485760\r\n", settings, StringComparison.Ordinal);
        Assert.Contains("STAT item_size_max 2097152\r\n", settings, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_SetAndGet_ReturnsTheAnswer()
    {
        await using var memcached = await MemcachedServer.StartNewAsync(cancellationToken: Token);

        Assert.Equal("STORED\r\n", await memcached.ExecuteAsync("set a 0 0 3\r\none", Token));
        Assert.Equal("VALUE a 0 3\r\none\r\nEND\r\n", await memcached.ExecuteAsync("get a", Token));
        Assert.Equal("1", (await memcached.StatsAsync(Token))["cmd_set"]);
    }

    [Fact]
    public async Task Kill_ThenStart_IsEmptyOnTheSamePort()
    {
        await using var memcached = await MemcachedServer.StartNewAsync(cancellationToken: Token);
        await memcached.ExecuteAsync("set a 0 0 3\r\none", Token);

        await memcached.KillAsync();
        await memcached.StartAsync(Token);

        Assert.Equal("END\r\n", await memcached.ExecuteAsync("get a", Token));
    }

    [Fact]
    public async Task Start_WithPassword_RefusesOthers()
    {
        await using var memcached = await MemcachedServer.StartNewAsync(new MemcachedServerOptions { User = "tasker", Password = "secret" }, Token);

        Assert.Equal("END\r\n", await memcached.ExecuteAsync("get a", Token));

        var stranger = await RawAsync(memcached.Port, "get a\r\n");
        Assert.StartsWith("CLIENT_ERROR", stranger, StringComparison.Ordinal);
    }

    private static async Task<string> RawAsync(int port, string command)
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync("127.0.0.1", port, Token);
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(command), Token);
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadLineAsync(Token) ?? string.Empty;
    }

    [Fact]
    public async Task Start_WithTls_Answers()
    {
        await using var memcached = await MemcachedServer.StartNewAsync(new MemcachedServerOptions { Tls = true }, Token);

        Assert.Equal("END\r\n", await memcached.ExecuteAsync("get a", Token));
        Assert.NotNull(memcached.Certificate);
    }
}
