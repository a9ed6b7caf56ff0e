using Tasker.Caching.Memcached.Connections;
using Tasker.Caching.Memcached.Hosting;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.Memcached.Tests.Connections;

/// <summary>The ways to reach a Memcached.</summary>
public sealed class MemcachedBackendTests(SharedMemcached shared)
{
    private static readonly FarReadRequest Taking = new(new FarLease("a", TimeSpan.FromMinutes(1)), default);
    private static readonly byte[] Value = [1, 2, 3];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task AssertWorksAsync(MemcachedBackend backend)
    {
        var far = backend.Backend.Far!;
        var key = $"k{Guid.NewGuid():N}";
        Assert.True(await far.FillAsync(key, Value, TimeSpan.FromMinutes(1), null, Token));
        Assert.Equal(Value, (await far.ReadAsync(key, Taking, Token)).Value!.Value.ToArray());
        var record = await backend.Backend.Log.AppendAsync(["a"], 0, Token);
        Assert.Contains(new EvictedTag("a", record.Sequence), (await backend.Backend.Log.ReadSinceAsync(default, Token)).Evictions);
    }

    [Fact]
    public async Task Create_HostNameAndSeveralConnections_Connects()
    {
        await using var backend = await MemcachedTest.OpenAsync(new MemcachedTierOptions { Url = $"tcp://localhost:{shared.Server.Port}", MaxConnections = 3 }, $"p{Guid.NewGuid():N}");

        await AssertWorksAsync(backend);
    }

    [Fact]
    public async Task Create_Password_LogsIn()
    {
        await using var server = await MemcachedServer.StartNewAsync(new MemcachedServerOptions { User = "tasker", Password = "s3cr@t/" }, Token);
        await using var backend = await MemcachedTest.OpenAsync(new MemcachedTierOptions { Url = $"tcp://tasker:{Uri.EscapeDataString("s3cr@t/")}@{server.EndPoint}" });

        await AssertWorksAsync(backend);
    }

    [Theory]
    [InlineData("tasker:wrong@", "refused the user name and the password")]
    [InlineData("", "does not answer to the meta protocol")]
    public async Task Create_WrongPassword_IsSaidAndNothingWaits(string credentials, string expected)
    {
        await using var server = await MemcachedServer.StartNewAsync(new MemcachedServerOptions { User = "tasker", Password = "secret" }, Token);

        await AssertRefusedAsync(new MemcachedTierOptions { Url = $"tcp://{credentials}{server.EndPoint}" }, expected);
    }

    [Fact]
    public async Task Create_ServerWithoutTokens_IsRefused()
    {
        await using var server = await MemcachedServer.StartNewAsync(new MemcachedServerOptions { Arguments = ["-C"] }, Token);

        await AssertRefusedAsync(new MemcachedTierOptions { Url = MemcachedTest.UrlOf(server) }, "started with -C");
    }

    private static async Task AssertRefusedAsync(MemcachedTierOptions options, string expected)
    {
        var logs = new CollectingLoggerProvider();
        await using var backend = MemcachedTest.Create(options, logs: logs);

        var entry = await logs.WaitForAsync(951, MemcachedTest.Deadline, Token);

        Assert.Contains(expected, entry.Message, StringComparison.Ordinal);
        Assert.False(backend.IsConnected);
        await Assert.ThrowsAsync<MemcachedUnavailableException>(async () => await backend.Backend.Far!.ReadAsync("k", Taking, Token));
    }

    [Fact]
    public async Task Create_TlsWithPrivateAuthority_Connects()
    {
        await using var server = await MemcachedServer.StartNewAsync(new MemcachedServerOptions { Tls = true }, Token);
        await using var backend = await MemcachedTest.OpenAsync(
            new MemcachedTierOptions { Url = $"tls://localhost:{server.Port}", SslCaFile = server.Certificate!.AuthorityFile });

        await AssertWorksAsync(backend);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("?ssl_host=another.host", true)]
    public async Task Create_TlsNotTrusted_DoesNotConnect(string query, bool isAuthorityKnown)
    {
        await using var server = await MemcachedServer.StartNewAsync(new MemcachedServerOptions { Tls = true }, Token);

        await AssertRefusedAsync(
            new MemcachedTierOptions { Url = $"tls://localhost:{server.Port}{query}", SslCaFile = isAuthorityKnown ? server.Certificate!.AuthorityFile : null },
            "certificate");
    }

    [Fact]
    public async Task Create_Prefixes_ShareNoLog()
    {
        await using var blue = await MemcachedTest.OpenAsync(shared.Server, $"blue{Guid.NewGuid():N}");
        await using var green = await MemcachedTest.OpenAsync(shared.Server, $"gr e{{}}n{Guid.NewGuid():N}");

        await AssertWorksAsync(blue);

        Assert.Empty((await green.Backend.Log.ReadSinceAsync(default, Token)).Evictions);
        await AssertWorksAsync(green);
    }

    [Fact]
    public async Task Call_NothingAnswers_ReplacesTheConnection()
    {
        await using var server = await MemcachedServer.StartNewAsync(cancellationToken: Token);
        var logs = new CollectingLoggerProvider();
        await using var backend = MemcachedTest.Create(
            new MemcachedTierOptions { Url = MemcachedTest.UrlOf(server), MaxConnections = 1 }, logs: logs, operationTimeout: TimeSpan.FromMilliseconds(100));
        await Eventually.Async(() => backend.IsConnected, MemcachedTest.Deadline, "Memcached is connected", Token);

        await server.PauseAsync();
        await Assert.ThrowsAsync<MemcachedUnavailableException>(async () => await backend.Backend.Log.ReadSinceAsync(default, Token));
        var entry = await logs.WaitForAsync(952, MemcachedTest.Deadline, Token);
        Assert.Contains("has not answered", entry.Message, StringComparison.Ordinal);

        await server.ResumeAsync();
        await Eventually.Async(
            async token => (await backend.Backend.Log.ReadSinceAsync(default, token)).Head > 0, MemcachedTest.Deadline, "the new connection works", Token);
    }

    [Theory]
    [InlineData("", "url is empty")]
    [InlineData("tcp://", "url is wrong: a host is missing")]
    public void Create_WrongUrl_IsSaid(string url, string expected)
    {
        var backend = MemcachedBackend.Create(
            MemcachedTest.RequestFor("tasker", TimeSpan.FromSeconds(1)), new MemcachedTierOptions { Url = url }, TimeProvider.System, static (_, _) => { }, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, out var problem);

        Assert.Null(backend);
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }
}
