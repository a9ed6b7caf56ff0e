using System.Diagnostics;
using StackExchange.Redis;
using Tasker.Caching.Redis.Connections;
using Tasker.Caching.Redis.Hosting;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.Redis.Tests.Connections;

/// <summary>The ways to reach a Redis.</summary>
public class RedisBackendTests(SharedRedis shared)
{
    private static readonly FarReadRequest Taking = new(new FarLease("a", TimeSpan.FromMinutes(1)), default);
    private static readonly byte[] Value = [1, 2, 3];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task AssertWorksAsync(RedisBackend backend)
    {
        var far = backend.Backend.Far!;
        var key = $"k{Guid.NewGuid():N}";
        Assert.True(await far.FillAsync(key, Value, TimeSpan.FromMinutes(1), null, Token));
        Assert.Equal(Value, (await far.ReadAsync(key, Taking, Token)).Value!.Value.ToArray());

        EvictionRecord? heard = null;
        backend.Backend.Log.Appended += record => heard = record;
        var appended = await backend.Backend.Log.AppendAsync(["a"], 0, Token);
        await Eventually.Async(() => heard is not null, RedisTest.Deadline, "the message comes", Token);
        Assert.Equal(appended.Sequence, heard!.Sequence);
    }

    [Fact]
    public async Task Create_Password_LogsIn()
    {
        await using var server = await RedisServer.StartNewAsync(new RedisServerOptions { Password = "s3cr@t/:" }, Token);
        await using var backend = await RedisTest.OpenAsync(new RedisTierOptions { Url = $"redis://:{Uri.EscapeDataString("s3cr@t/:")}@{server.EndPoint}", MaxConnections = 1 });

        await AssertWorksAsync(backend);
    }

    [Fact]
    public async Task Create_HostName_Connects()
    {
        await using var backend = await RedisTest.OpenAsync(new RedisTierOptions { Url = $"redis://localhost:{shared.Server.Port}", MaxConnections = 1 }, $"p{Guid.NewGuid():N}");

        await AssertWorksAsync(backend);
    }

    [Fact]
    public async Task Create_TlsWithPrivateAuthority_Connects()
    {
        await using var server = await RedisServer.StartNewAsync(new RedisServerOptions { Tls = true }, Token);
        var options = new RedisTierOptions { Url = $"rediss://localhost:{server.Port}", SslCaFile = server.Certificate!.AuthorityFile, MaxConnections = 1 };
        await using var backend = await RedisTest.OpenAsync(options);

        await AssertWorksAsync(backend);
    }

    [Fact]
    public async Task Create_ServerWantsClientCertificates_ShowsOne()
    {
        await using var server = await RedisServer.StartNewAsync(new RedisServerOptions { Tls = true, Arguments = ["--tls-auth-clients", "yes"] }, Token);
        var files = server.Certificate!;
        var url = $"rediss://localhost:{server.Port}?ssl_ca_file={files.AuthorityFile}";
        await using var without = RedisTest.Create(new RedisTierOptions { Url = url, MaxConnections = 1 });
        await using var backend = await RedisTest.OpenAsync(new RedisTierOptions { Url = $"{url}&ssl_cert_file={files.CertificateFile}&ssl_key_file={files.KeyFile}", MaxConnections = 1 });

        await AssertWorksAsync(backend);
        Assert.False(without.IsConnected);
    }

    [Fact]
    public async Task Create_User_LogsIn()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Token);
        await server.ExecuteAsync("ACL", "SETUSER", "app", "on", ">p@ss", "~*", "&*", "+@all");
        await using var backend = await RedisTest.OpenAsync(new RedisTierOptions { Url = $"redis://app:p%40ss@{server.EndPoint}", MaxConnections = 1 });

        await AssertWorksAsync(backend);
        Assert.Contains("user=app", (await server.ExecuteAsync("CLIENT", "LIST")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost", false)]
    [InlineData("another.host", true)]
    public async Task Create_TlsNotTrusted_DoesNotConnect(string hostName, bool isAuthorityKnown)
    {
        await using var server = await RedisServer.StartNewAsync(new RedisServerOptions { Tls = true, TlsHostName = hostName }, Token);
        var options = new RedisTierOptions
        {
            Url = $"rediss://localhost:{server.Port}",
            SslCaFile = isAuthorityKnown ? server.Certificate!.AuthorityFile : null,
            MaxConnections = 1,
            ConnectionTimeout = TimeSpan.FromSeconds(1),
        };
        await using var backend = RedisTest.Create(options);

        await Eventually.Async(() => FailureOf(backend).Contains("(AuthenticationFailure)", StringComparison.Ordinal), RedisTest.Deadline, "connecting was tried", Token);

        Assert.False(backend.IsConnected);
        await Assert.ThrowsAsync<RedisUnavailableException>(async () => await backend.Backend.Far!.ReadAsync("k", Taking, Token));
    }

    private static string FailureOf(RedisBackend backend) =>
        Assert.Throws<RedisUnavailableException>(() => backend.Pool.Log.Multiplexer).Message;

    [Fact]
    public async Task Create_Databases_ShareNothing()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var third = await RedisTest.OpenAsync(new RedisTierOptions { Url = $"{server.Url}/3", MaxConnections = 1 });
        await using var fifth = await RedisTest.OpenAsync(new RedisTierOptions { Url = server.Url, Database = 5, MaxConnections = 1 });

        await AssertShareNothingAsync(third, fifth);
        Assert.Contains("db3:keys=2", (await server.ExecuteAsync("INFO", "keyspace")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_Prefixes_ShareNoLog()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var blue = await RedisTest.OpenAsync(server, "blue");
        await using var green = await RedisTest.OpenAsync(server, "gr{e}en");

        await AssertShareNothingAsync(blue, green);
        Assert.Equal("1", (await server.ExecuteAsync("EXISTS", "{gr%7Be%7Den}:evictions")).Text);
    }

    private static async Task AssertShareNothingAsync(RedisBackend first, RedisBackend second)
    {
        var heard = 0;
        second.Backend.Log.Appended += _ => Interlocked.Increment(ref heard);
        var before = await second.Backend.Log.ReadSinceAsync(default, Token);

        await AssertWorksAsync(first);
        var own = await second.Backend.Log.AppendAsync(["own"], 0, Token);

        await Eventually.Async(() => Volatile.Read(ref heard) > 0, RedisTest.Deadline, "the own message comes", Token);
        Assert.Equal(1, heard);
        Assert.Equal(before.Head, own.HeadBefore);
    }

    [Fact]
    public async Task Create_OwnMultiplexer_IsUsedAndLeftOpen()
    {
        using var multiplexer = await ConnectionMultiplexer.ConnectAsync($"{shared.Server.EndPoint},channelPrefix=own:");
        var options = new RedisTierOptions { ConnectionFactory = () => Task.FromResult<IConnectionMultiplexer>(multiplexer) };
        await using (var backend = await RedisTest.OpenAsync(options, $"p{Guid.NewGuid():N}"))
        {
            await AssertWorksAsync(backend);
        }

        Assert.True(multiplexer.IsConnected);
        Assert.Equal("PONG", (string?)await multiplexer.GetDatabase().ExecuteAsync("PING"));
    }

    [Fact]
    public async Task Create_SeveralConnections_AreUsedInTurn()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var backend = await RedisTest.OpenAsync(new RedisTierOptions { Url = server.Url, MaxConnections = 4 });

        // Until all are open; then each has had calls.
        await Eventually.Async(
            async token =>
            {
                await backend.Backend.Far!.ReadAsync("k", Taking, token);
                var clients = (await server.ExecuteAsync("CLIENT", "LIST")).Text.Split('\n');
                return clients.Count(static client => client.Contains("cmd=evalsha", StringComparison.Ordinal) || client.Contains("cmd=get ", StringComparison.Ordinal)) == 3;
            },
            RedisTest.Deadline,
            "three connections have calls",
            Token);
    }

    [Fact]
    public async Task Create_NobodyListens_FailsFastAndAttachesLater()
    {
        await using var server = new RedisServer();
        var logs = new CollectingLoggerProvider();
        await using var backend = RedisTest.Create(new RedisTierOptions { Url = server.Url, MaxConnections = 2, ConnectionTimeout = TimeSpan.FromSeconds(5) }, logs: logs);

        var started = Stopwatch.GetTimestamp();
        await Assert.ThrowsAsync<RedisUnavailableException>(async () => await backend.Backend.Far!.ReadAsync("k", Taking, Token));
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(4));

        await server.StartAsync(Token);
        await Eventually.Async(() => backend.IsConnected, RedisTest.Deadline, "Redis is connected", Token);
        await AssertWorksAsync(backend);
    }

    // By the client itself; what hangs is given up for good, since it may be a connection that the network has forgotten.
    [Fact]
    public async Task Call_NothingAnswers_LeavesTheConnectionAndMakesAnother()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var backend = await RedisTest.OpenAsync(new RedisTierOptions { Url = server.Url, MaxConnections = 1, ConnectionTimeout = TimeSpan.FromMilliseconds(300) });
        await AssertWorksAsync(backend);
        var connects = backend.Pool.Log.Connects;

        await server.PauseAsync();
        await Eventually.Async(
            _ =>
            {
                AskAndForget(backend);
                return Task.FromResult(!backend.IsConnected);
            },
            RedisTest.Deadline,
            "the connection is given up",
            Token);

        await server.ResumeAsync();
        await Eventually.Async(() => backend.Pool.Log.Connects > connects, RedisTest.Deadline, "there is another connection", Token);
        await AssertWorksAsync(backend);
    }

    // Discarded results of a task that fails are no failure of the test.
    private static void AskAndForget(RedisBackend backend) =>
        _ = backend.Backend.Log.ReadSinceAsync(default, Token).AsTask().ContinueWith(static read => _ = read.Exception, Token, TaskContinuationOptions.None, TaskScheduler.Default);

    [Fact]
    public async Task Evaluate_PlainScriptOfTheLogOnAFullServer_UnlinksTheLog()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var backend = await RedisTest.OpenAsync(server);
        var record = await backend.Backend.Log.AppendAsync(["a"], 0, Token);
        backend.Pool.Log.Traits = backend.Pool.Log.Traits! with { UnderstandsFlags = false };
        await server.ExecuteAsync("CONFIG", "SET", "maxmemory", "1");

        await Assert.ThrowsAsync<RedisServerException>(async () => await backend.Backend.Log.AppendAsync(["b"], 0, Token));

        Assert.Equal("0", (await server.ExecuteAsync("EXISTS", "{tasker}:evictions")).Text);
        await server.ExecuteAsync("CONFIG", "SET", "maxmemory", "0");
        var page = await backend.Backend.Log.ReadSinceAsync(new EvictionCursor(record.Generation, record.Sequence, record.Sequence), Token);
        Assert.NotEqual(record.Generation, page.Generation);
    }
}
