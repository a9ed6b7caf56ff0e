using Tasker.Caching.Memcached.Connections;
using Tasker.Caching.Memcached.Protocol;

namespace Tasker.Caching.Memcached.Tests.Connections;

/// <summary>A server that does not keep to the protocol: the call fails, the connection ends, and nothing hangs.</summary>
public sealed class MemcachedConnectionTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly byte[] Key = "k"u8.ToArray();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Execute_SeveralAtOnce_AnswersInOrder()
    {
        using var server = await FakeServer.StartAsync();

        var first = server.Connection.ExecuteAsync(MemcachedCommand.Get(Key), Token);
        var second = server.Connection.ExecuteAsync([MemcachedCommand.Peek(Key), MemcachedCommand.Delete(Key)], Token);
        Assert.Equal("mg k v c f O1\r\nmg k c f O2\r\nmd k O3\r\n", await server.HearAsync("O3\r\n"));
        await server.SayAsync("VA 2 c7 f0 O1\r\nab\r\nHD c7 f0 O2\r\nNF O3\r\n");

        Assert.Equal("ab"u8.ToArray(), (await first).Value);
        Assert.Equal([ReplyCode.Done, ReplyCode.Missing], (await second).Select(static reply => reply.Code));
    }

    [Theory]
    [InlineData("VA 2 O2\r\nab\r\n")]
    [InlineData("HD\r\n")]
    [InlineData("MN\r\n")]
    [InlineData("NS O1\r\n")]
    [InlineData("VA 5 O1\r\nabcdefghi\r\n")]
    [InlineData("VA 999999999 O1\r\n")]
    [InlineData("VA 2 O1\nab\r\n")]
    [InlineData("nonsense\r\n")]
    [InlineData("ERROR\r\n")]
    [InlineData("END\r\n")]
    public async Task Execute_ReplyThatCantBe_EndsTheConnection(string reply)
    {
        using var server = await FakeServer.StartAsync();
        var call = server.Connection.ExecuteAsync(MemcachedCommand.Get(Key), Token);
        var next = server.Connection.ExecuteAsync(MemcachedCommand.Get(Key), Token);

        await server.SayAsync(reply);

        await Assert.ThrowsAsync<MemcachedUnavailableException>(() => next.WaitAsync(Deadline, Token));
        await server.Connection.Closed.WaitAsync(Deadline, Token);
        Assert.IsType<MemcachedProtocolException>(server.Connection.Failure);
        await Task.WhenAny(call).WaitAsync(Deadline, Token);
        Assert.True(call.IsFaulted || (await call).Code == ReplyCode.Refused);
        await Assert.ThrowsAsync<MemcachedUnavailableException>(() => server.Connection.ExecuteAsync(MemcachedCommand.Get(Key), Token));
    }

    [Fact]
    public async Task Execute_LineWithoutEnd_EndsTheConnection()
    {
        using var server = await FakeServer.StartAsync();
        var call = server.Connection.ExecuteAsync(MemcachedCommand.Get(Key), Token);

        await server.SayAsync("SERVER_ERROR " + new string('x', 5000));

        await Assert.ThrowsAsync<MemcachedUnavailableException>(() => call.WaitAsync(Deadline, Token));
    }

    [Fact]
    public async Task Receive_ReplyToNothing_EndsTheConnection()
    {
        using var server = await FakeServer.StartAsync();

        await server.SayAsync("HD O1\r\n");

        await server.Connection.Closed.WaitAsync(Deadline, Token);
        Assert.IsType<MemcachedProtocolException>(server.Connection.Failure);
    }

    [Fact]
    public async Task Execute_ServerClosesInsideAValue_Fails()
    {
        using var server = await FakeServer.StartAsync();
        var call = server.Connection.ExecuteAsync(MemcachedCommand.Get(Key), Token);

        await server.SayAsync("VA 100 O1\r\nabc");
        server.Close();

        await Assert.ThrowsAsync<MemcachedUnavailableException>(() => call.WaitAsync(Deadline, Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("VA 100 O1\r\nabc")]
    public async Task Execute_ServerFallsSilent_Fails(string reply)
    {
        using var server = await FakeServer.StartAsync(ConnectionLimits.With(TimeSpan.FromMilliseconds(100)));
        var call = server.Connection.ExecuteAsync(MemcachedCommand.Get(Key), Token);

        await server.SayAsync(reply);

        await Assert.ThrowsAsync<MemcachedUnavailableException>(() => call.WaitAsync(Deadline, Token));
        Assert.IsType<TimeoutException>(server.Connection.Failure);
    }

    [Fact]
    public async Task Execute_ServerError_LeavesTheConnection()
    {
        using var server = await FakeServer.StartAsync();
        var first = server.Connection.ExecuteAsync(MemcachedCommand.Set(Key, "v"u8.ToArray(), 1), Token);
        var second = server.Connection.ExecuteAsync(MemcachedCommand.Get(Key), Token);

        await server.SayAsync("SERVER_ERROR object too large for cache\r\nEN\r\n");

        Assert.True((await first).IsTooLarge);
        Assert.Equal(ReplyCode.Missing, (await second).Code);
    }

    [Fact]
    public async Task Execute_NothingIsRead_IsBounded()
    {
        using var server = await FakeServer.StartAsync(new ConnectionLimits(TimeSpan.FromSeconds(30), 1 << 20, Commands: 10, Unsent: 100_000));
        var value = new byte[60_000];

        var calls = Enumerable.Range(0, 5).Select(_ => server.Connection.ExecuteAsync(MemcachedCommand.Set(Key, value, 1), Token)).ToList();
        var small = await Assert.ThrowsAsync<MemcachedUnavailableException>(() => Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => server.Connection.ExecuteAsync(MemcachedCommand.Get(Key), Token))).WaitAsync(TimeSpan.FromSeconds(1), Token));

        Assert.Equal(3, calls.Count(static call => call.IsFaulted));
        Assert.Contains("Too much", small.Message, StringComparison.Ordinal);
        Assert.False(server.Connection.Closed.IsCompleted);
    }

    [Fact]
    public async Task Execute_Cancelled_IsLeftAndTheNextIsAnswered()
    {
        using var server = await FakeServer.StartAsync();
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var first = server.Connection.ExecuteAsync(MemcachedCommand.Get(Key), cancelled.Token);
        var second = server.Connection.ExecuteAsync(MemcachedCommand.Get(Key), Token);

        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await server.SayAsync("VA 1 c1 f0 O1\r\na\r\nVA 1 c1 f0 O2\r\nb\r\n");

        Assert.Equal("b"u8.ToArray(), (await second).Value);
    }
}
