using System.Net;
using System.Net.Sockets;
using System.Text;
using Tasker.Caching.Memcached.Connections;

namespace Tasker.Caching.Memcached.Tests.Connections;

/// <summary>The other end of a connection, which says what the test wants it to say.</summary>
internal sealed class FakeServer : IDisposable
{
    private readonly Socket _socket;

    private FakeServer(Socket socket, MemcachedConnection connection)
    {
        _socket = socket;
        Connection = connection;
    }

    public MemcachedConnection Connection { get; }

    public static async Task<FakeServer> StartAsync(ConnectionLimits? limits = null)
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        var accepting = listener.AcceptAsync();
        await client.ConnectAsync(listener.LocalEndPoint!);
        var stream = new NetworkStream(client, ownsSocket: true);
        return new FakeServer(await accepting, new MemcachedConnection(stream, limits ?? ConnectionLimits.With(TimeSpan.FromSeconds(30)), TimeProvider.System));
    }

    public Task SayAsync(string text) => _socket.SendAsync(Encoding.Latin1.GetBytes(text));

    public void Close() => _socket.Close();

    /// <summary>Reads what has arrived until it ends as expected.</summary>
    public async Task<string> HearAsync(string end)
    {
        var heard = new StringBuilder();
        var buffer = new byte[4096];
        while (!heard.ToString().EndsWith(end, StringComparison.Ordinal))
        {
            heard.Append(Encoding.Latin1.GetString(buffer, 0, await _socket.ReceiveAsync(buffer)));
        }

        return heard.ToString();
    }

    public void Dispose()
    {
        Connection.Dispose();
        _socket.Dispose();
    }
}
