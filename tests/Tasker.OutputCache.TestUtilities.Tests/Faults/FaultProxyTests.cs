using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Tasker.OutputCache.TestUtilities.Faults;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.OutputCache.TestUtilities.Tests.Faults;

public sealed class FaultProxyTests : IAsyncLifetime
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(10);

    // Timers may fire a little early.
    private static readonly TimeSpan _tolerance = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _moment = TimeSpan.FromMilliseconds(200);

    private RedisServer _redis = null!;
    private FaultProxy _proxy = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        _proxy = await FaultProxy.StartAsync(_redis);
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _redis.DisposeAsync();
    }

    private Task<RespConnection> ConnectAsync() => RespConnection.ConnectAsync(_proxy.Port, cancellationToken: Token);

    [Fact]
    public async Task Pass_Traffic_IsUnchangedAndCounted()
    {
        var large = new string('x', 3_000_000);
        await using var connection = await ConnectAsync();

        await connection.ExecuteAsync("SET", "a", large);
        var before = _proxy.Counts;
        Assert.Equal(large, (await connection.ExecuteAsync("GET", "a")).Text);
        Assert.Equal("PONG", (await connection.ExecuteAsync("PING")).Text);

        var counts = _proxy.Counts.Since(before);
        Assert.Equal(2, counts.RoundTrips);
        Assert.Equal("*2\r\n$3\r\nGET\r\n$1\r\na\r\n".Length + "*1\r\n$4\r\nPING\r\n".Length, counts.BytesToServer);
        Assert.Equal("$3000000\r\n".Length + large.Length + "\r\n".Length + "+PONG\r\n".Length, counts.BytesToClient);
        Assert.Equal(0, counts.Connections);
        Assert.Equal(1, _proxy.Counts.Connections);
    }

    [Fact]
    public async Task Pass_RequestsSentTogether_AreOneRoundTrip()
    {
        await using var connection = await ConnectAsync();
        _proxy.Set(ProxyFault.RepliesHeld);
        var before = _proxy.Counts;

        await connection.SendAsync(["INCR", "a"], Token);
        await connection.SendAsync(["INCR", "a"], Token);
        await Eventually.Async(async token => (await _redis.ExecuteAsync(["GET", "a"], token)).ToString() == "2", _deadline, "both arrived", Token);
        _proxy.Heal();
        await connection.ReceiveAsync(Token);
        await connection.ReceiveAsync(Token);

        Assert.Equal(1, _proxy.Counts.Since(before).RoundTrips);
    }

    [Fact]
    public async Task Refused_NewAndOpenConnections_Fail()
    {
        await using var open = await ConnectAsync();
        await open.ExecuteAsync("PING");

        _proxy.Set(ProxyFault.Refused);

        await Assert.ThrowsAnyAsync<IOException>(() => open.ExecuteAsync("PING"));
        var refusal = await Assert.ThrowsAsync<SocketException>(ConnectAsync);
        Assert.Equal(SocketError.ConnectionRefused, refusal.SocketErrorCode);

        _proxy.Heal();
        await using var later = await ConnectAsync();
        Assert.Equal("PONG", (await later.ExecuteAsync("PING")).Text);
    }

    [Fact]
    public async Task BlackHole_NewAndOpenConnections_AreSilentUntilHealed()
    {
        await using var open = await ConnectAsync();
        await open.ExecuteAsync("PING");

        _proxy.Set(ProxyFault.BlackHole);
        await using var late = await ConnectAsync();
        var answers = Task.WhenAll(open.ExecuteAsync("INCR", "a"), late.ExecuteAsync("INCR", "a"));
        await Assert.ThrowsAsync<TimeoutException>(() => answers.WaitAsync(_moment, Token));
        Assert.True((await _redis.ExecuteAsync("GET", "a")).IsNull);

        _proxy.Heal();
        await answers.WaitAsync(_deadline, Token);
        Assert.Equal("2", (await _redis.ExecuteAsync("GET", "a")).Text);
    }

    [Fact]
    public async Task RepliesHeld_Command_IsExecutedAndUnanswered()
    {
        await using var connection = await ConnectAsync();
        _proxy.Set(ProxyFault.RepliesHeld);

        var answer = connection.ExecuteAsync("INCR", "a");
        await Eventually.Async(async token => (await _redis.ExecuteAsync(["GET", "a"], token)).ToString() == "1", _deadline, "it is executed", Token);

        Assert.False(answer.IsCompleted);
        _proxy.DropConnections();
        await Assert.ThrowsAnyAsync<IOException>(() => answer);
    }

    [Fact]
    public async Task Slow_Replies_AreLateAndDoNotWaitForOneAnother()
    {
        const int Connections = 50;
        var delay = TimeSpan.FromMilliseconds(400);
        var connections = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => ConnectAsync()));
        _proxy.Set(ProxyFault.Slow(delay));
        var watch = Stopwatch.StartNew();

        await Task.WhenAll(connections.Select(static connection => connection.ExecuteAsync("PING")));

        // One after the other they would take so long in sum.
        Assert.InRange(watch.Elapsed, delay - _tolerance, delay * Connections);

        _proxy.Heal();
        await Eventually.Async(
            async _ =>
            {
                watch.Restart();
                await connections[0].ExecuteAsync("PING");
                return watch.Elapsed;
            },
            took => took < delay - _tolerance, _deadline, "replies are as quick as before", Token);
        foreach (var connection in connections)
        {
            await connection.DisposeAsync();
        }
    }

    [Fact]
    public async Task Cut_MidReply_SendsExactlySoManyBytes()
    {
        await _redis.ExecuteAsync("SET", "a", new string('x', 1_000));
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", _proxy.Port, Token);
        _proxy.Set(ProxyFault.Cut(afterBytes: 500));

        await client.GetStream().WriteAsync("GET a\r\n"u8.ToArray(), Token);

        var received = new MemoryStream();
        await Assert.ThrowsAsync<IOException>(() => client.GetStream().CopyToAsync(received, Token));
        Assert.Equal(500, received.Length);

        // New connections are cut as well, until it is healed.
        await using var next = await ConnectAsync();
        await Assert.ThrowsAnyAsync<IOException>(() => next.ExecuteAsync("GET", "a"));
        _proxy.Heal();
        await using var last = await ConnectAsync();
        Assert.Equal(1_000, (await last.ExecuteAsync("GET", "a")).Text.Length);
    }

    [Fact]
    public async Task Narrow_LargeReply_TakesItsTime()
    {
        await _redis.ExecuteAsync("SET", "a", new string('x', 50_000));
        await using var connection = await ConnectAsync();
        _proxy.Set(new ProxyFault { BytesPerSecond = 100_000 });
        var watch = Stopwatch.StartNew();

        Assert.Equal(50_000, (await connection.ExecuteAsync("GET", "a")).Text.Length);

        Assert.True(watch.Elapsed >= TimeSpan.FromMilliseconds(400), $"It took {watch.Elapsed}.");
    }

    [Fact]
    public async Task MessagesLost_OnASubscriber_DropsMessagesAndNothingElse()
    {
        await using var subscriber = await ConnectAsync();
        await using var other = await ConnectAsync();
        await subscriber.ExecuteAsync("SUBSCRIBE", "channel");
        _proxy.Set(ProxyFault.MessagesLost);

        Assert.Equal(1, (await other.ExecuteAsync("PUBLISH", "channel", "lost")).Number);
        Assert.Equal("[pong, ]", (await subscriber.ExecuteAsync("PING")).ToString());
        // Looks like a message, and is a reply.
        await other.ExecuteAsync("RPUSH", "list", "message", "channel", "text");
        Assert.Equal("[message, channel, text]", (await other.ExecuteAsync("LRANGE", "list", "0", "-1")).ToString());
        Assert.Equal(1, _proxy.Counts.DroppedReplies);

        _proxy.Heal();
        await other.ExecuteAsync("PUBLISH", "channel", "heard");
        Assert.Equal("[message, channel, heard]", (await subscriber.ReceiveAsync(Token)).ToString());
    }

    [Fact]
    public async Task Swallowed_ChosenReplies_Disappear()
    {
        await using var connection = await ConnectAsync();
        _proxy.Set(ProxyFault.Swallowed(reply => reply.Span.StartsWith("+PONG"u8)));

        await connection.SendAsync(["PING"], Token);
        Assert.Equal("still here", (await connection.ExecuteAsync("ECHO", "still here")).Text);
    }

    [Fact]
    public async Task DropSubscribers_OthersStay()
    {
        await using var subscriber = await ConnectAsync();
        await using var other = await ConnectAsync();
        await subscriber.ExecuteAsync("SUBSCRIBE", "channel");
        await other.ExecuteAsync("PING");
        Assert.Equal((2, 1), (_proxy.OpenConnections, _proxy.OpenSubscribers));

        _proxy.DropSubscribers();

        await Assert.ThrowsAnyAsync<IOException>(() => subscriber.ReceiveAsync(Token));
        Assert.Equal("PONG", (await other.ExecuteAsync("PING")).Text);
        await Eventually.Async(() => _proxy.OpenConnections == 1, _deadline, "one connection is left", Token);
    }

    [Fact]
    public async Task Redirect_NewConnections_ReachTheOtherServer()
    {
        await using var other = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var open = await ConnectAsync();
        await open.ExecuteAsync("SET", "a", "1");

        _proxy.Redirect(other.Port);

        await Assert.ThrowsAnyAsync<IOException>(() => open.ExecuteAsync("PING"));
        await using var later = await ConnectAsync();
        Assert.True((await later.ExecuteAsync("GET", "a")).IsNull);
    }

    [Fact]
    public async Task Server_ThatClosesAConnection_IsSeenByTheClient()
    {
        await using var connection = await ConnectAsync();
        await connection.ExecuteAsync("PING");

        await _redis.KillAsync();

        await Assert.ThrowsAnyAsync<IOException>(() => connection.ExecuteAsync("PING"));
        await Eventually.Async(() => _proxy.OpenConnections == 0, _deadline, "the connection is gone", Token);
    }

    [Fact]
    public async Task AnyProtocol_Passes()
    {
        await using var memcached = await MemcachedServer.StartNewAsync(cancellationToken: Token);
        await using var proxy = await FaultProxy.StartAsync(memcached.Port);
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", proxy.Port, Token);

        await client.GetStream().WriteAsync("version\r\n"u8.ToArray(), Token);

        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        Assert.StartsWith("VERSION", await reader.ReadLineAsync(Token), StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => proxy.Set(ProxyFault.MessagesLost));
    }
}
