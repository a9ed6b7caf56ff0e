using System.Net;
using System.Net.Sockets;

namespace Tasker.OutputCache.Benchmarks.Requests;

/// <summary>Two ends of a connection: what a kernel does for a request, without the request.</summary>
internal sealed class SocketPair : IDisposable
{
    private const int RequestLength = 150;
    private const int ResponseLength = 4400;

    private readonly Socket _client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Socket _server;
    private readonly byte[] _bytes = new byte[ResponseLength];

    public SocketPair()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _client.Connect(listener.LocalEndPoint!);
        _server = listener.Accept();
        _server.NoDelay = true;
    }

    /// <summary>Passes what a request and its response would.</summary>
    public void Use()
    {
        Pass(_client, _server, RequestLength);
        Pass(_server, _client, ResponseLength);
    }

    private void Pass(Socket from, Socket to, int length)
    {
        from.Send(_bytes, length, SocketFlags.None);
        for (var got = 0; got < length;)
        {
            got += to.Receive(_bytes, 0, length - got, SocketFlags.None);
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }
}
