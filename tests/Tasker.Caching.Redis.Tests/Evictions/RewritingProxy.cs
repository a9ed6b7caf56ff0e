using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tasker.Caching.Redis.Tests.Evictions;

/// <summary>Stands before a server and changes a word of what clients send for another of the same length.</summary>
internal sealed class RewritingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> _clients = [];
    private readonly int _target;
    private readonly byte[] _from;
    private readonly byte[] _to;

    private RewritingProxy(int target, string from, string to)
    {
        _target = target;
        _from = Encoding.ASCII.GetBytes(from);
        _to = Encoding.ASCII.GetBytes(to);
        Assert.Equal(_from.Length, _to.Length);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public static RewritingProxy Start(int target, string from, string to)
    {
        var proxy = new RewritingProxy(target, from, to);
        proxy._listener.Start();
        _ = proxy.AcceptAsync();
        return proxy;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                var server = new TcpClient();
                _clients.Add(client);
                _clients.Add(server);
                await server.ConnectAsync(IPAddress.Loopback, _target);
                _ = CopyAsync(client.GetStream(), server.GetStream(), rewrites: true);
                _ = CopyAsync(server.GetStream(), client.GetStream(), rewrites: false);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, bool rewrites)
    {
        var buffer = new byte[64 * 1024];
        var held = 0;
        try
        {
            while (await from.ReadAsync(buffer.AsMemory(held)) is > 0 and var read)
            {
                var length = held + read;
                if (rewrites)
                {
                    for (int at; (at = buffer.AsSpan(0, length).IndexOf(_from)) >= 0;)
                    {
                        _to.CopyTo(buffer, at);
                    }
                }

                // The word may be cut in two between one read and the next.
                held = rewrites ? HeldBack(buffer.AsSpan(0, length)) : 0;
                await to.WriteAsync(buffer.AsMemory(0, length - held));
                buffer.AsSpan(length - held, held).CopyTo(buffer);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // Either side has gone.
        }

        from.Dispose();
        to.Dispose();
    }

    private int HeldBack(ReadOnlySpan<byte> sent)
    {
        for (var length = Math.Min(_from.Length - 1, sent.Length); length > 0; length--)
        {
            if (sent.EndsWith(_from.AsSpan(0, length)))
            {
                return length;
            }
        }

        return 0;
    }

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        foreach (var client in _clients)
        {
            client.Dispose();
        }

        return default;
    }
}
