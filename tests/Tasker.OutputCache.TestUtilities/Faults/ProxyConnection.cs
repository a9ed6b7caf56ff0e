using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Tasker.OutputCache.TestUtilities.Faults;

/// <summary>One client's connection through a <see cref="FaultProxy"/>.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "It owns its sockets until RunAsync ends, which closes them.")]
internal sealed class ProxyConnection(FaultProxy proxy, Socket client)
{
    private const int ChunkSize = 64 * 1024;
    private const int ChunksInFlight = 64;

    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly CancellationTokenSource _closing = new();
    private FaultState? _cutState;
    private long _bytesUntilCut;
    private int _awaitsReply;

    /// <summary>Gets whether the client has subscribed to a channel here.</summary>
    public bool IsSubscriber { get; private set; }

    /// <summary>Gets or sets the task that ends with the connection.</summary>
    public Task Completion { get; set; } = Task.CompletedTask;

    public async Task RunAsync()
    {
        try
        {
            // A black hole has no server behind it.
            await WaitWhileHeldAsync(ProxyDirections.Requests);
            await _server.ConnectAsync(proxy.Target, _closing.Token);
            await Task.WhenAny(PassRequestsAsync(), PassRepliesAsync());
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // Whichever side is gone, the other one learns it below.
        }
        finally
        {
            await _closing.CancelAsync();
            client.Dispose();
            _server.Dispose();
        }
    }

    private async Task PassRequestsAsync()
    {
        var buffer = new byte[ChunkSize];

        try
        {
            while (await client.ReceiveAsync(buffer, _closing.Token) is > 0 and var read)
            {
                if (Interlocked.Exchange(ref _awaitsReply, 1) == 0)
                {
                    proxy.Meter.RequestBegan();
                }

                await WaitWhileHeldAsync(ProxyDirections.Requests);
                proxy.Meter.PassedToServer(read);
                await SendAsync(_server, buffer.AsMemory(0, read));
            }
        }
        catch (Exception exception) when (IsEnd(exception))
        {
        }
    }

    private async Task PassRepliesAsync()
    {
        var chunks = Channel.CreateBounded<(byte[] Bytes, long Due)>(ChunksInFlight);
        var sending = SendRepliesAsync(chunks.Reader);

        try
        {
            await ReadRepliesAsync(chunks.Writer);
        }
        catch (Exception exception) when (IsEnd(exception))
        {
        }

        chunks.Writer.TryComplete();
        await sending;
    }

    private async Task ReadRepliesAsync(ChannelWriter<(byte[] Bytes, long Due)> chunks)
    {
        var replies = new ReplyReader(proxy.UnderstandsRedis);
        var buffer = new byte[ChunkSize];

        while (await _server.ReceiveAsync(buffer, _closing.Token) is > 0 and var read)
        {
            replies.Append(buffer.AsSpan(0, read));
            var due = Environment.TickCount64 + (long)proxy.State.Fault.Delay.TotalMilliseconds;

            while (replies.TryRead(out var reply))
            {
                await chunks.WriteAsync((reply, due), _closing.Token);
            }
        }
    }

    private async Task SendRepliesAsync(ChannelReader<(byte[] Bytes, long Due)> chunks)
    {
        try
        {
            await foreach (var (bytes, due) in chunks.ReadAllAsync(_closing.Token))
            {
                if (due - Environment.TickCount64 is > 0 and var wait)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(wait), _closing.Token);
                }

                await WaitWhileHeldAsync(ProxyDirections.Replies);
                if (!IsDropped(bytes) && !await SendReplyAsync(bytes))
                {
                    return;
                }
            }
        }
        catch (Exception exception) when (IsEnd(exception))
        {
        }
        finally
        {
            // Also ends the reading half, which may wait for a server that has nothing more to say.
            await _closing.CancelAsync();
        }
    }

    private bool IsDropped(byte[] reply)
    {
        if (proxy.UnderstandsRedis && RespFrames.IsSubscription(reply))
        {
            IsSubscriber = true;
        }

        var fault = proxy.State.Fault;
        var isDropped = (fault.DropMessages && IsSubscriber && RespFrames.IsMessage(reply)) || fault.Swallow?.Invoke(reply) is true;
        if (isDropped)
        {
            proxy.Meter.ReplyDropped();
        }

        return isDropped;
    }

    /// <summary>Sends a reply, or as much of it as is left until the cut.</summary>
    /// <returns>False when the connection was cut.</returns>
    private async Task<bool> SendReplyAsync(ReadOnlyMemory<byte> reply)
    {
        var state = proxy.State;
        if (state.Fault.CutAfterBytes is { } cutAfter)
        {
            if (_cutState != state)
            {
                (_cutState, _bytesUntilCut) = (state, cutAfter);
            }

            if (reply.Length >= _bytesUntilCut)
            {
                reply = reply[..(int)_bytesUntilCut];
                proxy.Meter.PassedToClient(reply.Length);
                await SendAsync(client, reply);
                Reset();
                return false;
            }

            _bytesUntilCut -= reply.Length;
        }

        // Before the bytes are out: the client may go on faster than we do.
        Volatile.Write(ref _awaitsReply, 0);
        proxy.Meter.PassedToClient(reply.Length);
        await SendAsync(client, reply);
        return true;
    }

    private async Task WaitWhileHeldAsync(ProxyDirections direction)
    {
        while (proxy.State is { } state && (state.Fault.Hold & direction) != 0)
        {
            await state.Ended.WaitAsync(_closing.Token);
        }
    }

    private async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var rate = proxy.State.Fault.BytesPerSecond;
            // A tenth of a second's worth at a time, so that a lifted limit is felt soon.
            var slice = rate is null ? bytes : bytes[..(int)Math.Min(bytes.Length, Math.Max(rate.Value / 10, 1))];

            for (var sent = 0; sent < slice.Length;)
            {
                sent += await socket.SendAsync(slice[sent..], _closing.Token);
            }

            bytes = bytes[slice.Length..];
            if (rate is not null)
            {
                await Task.Delay(TimeSpan.FromSeconds((double)slice.Length / rate.Value), _closing.Token);
            }
        }
    }

    private static bool IsEnd(Exception exception) =>
        exception is SocketException or OperationCanceledException or ObjectDisposedException or ChannelClosedException;

    /// <summary>Ends both sides with a reset, as a crash would.</summary>
    public void Reset()
    {
        _closing.Cancel();
        client.Close(timeout: 0);
        _server.Close(timeout: 0);
    }
}
