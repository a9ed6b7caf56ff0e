using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.OutputCache.TestUtilities.Faults;

/// <summary>A TCP proxy on a loopback port that can be told, at any time, to misbehave.</summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly ConcurrentDictionary<ProxyConnection, bool> _connections = [];
    private readonly Lock _lock = new();
    private Socket? _listener;
    private volatile FaultState _state = new(ProxyFault.None);
    private volatile IPEndPoint _target;
    private bool _disposed;

    private FaultProxy(int port, int targetPort, bool understandsRedis)
    {
        Port = port;
        UnderstandsRedis = understandsRedis;
        _target = new IPEndPoint(IPAddress.Loopback, targetPort);
        Listen_NeedsLock();
    }

    /// <summary>Gets the port of the proxy. It stays the same whatever happens.</summary>
    public int Port { get; }

    /// <summary>Gets <c>127.0.0.1:port</c>.</summary>
    public string EndPoint => $"127.0.0.1:{Port}";

    /// <summary>Gets what is in force.</summary>
    public ProxyFault Fault => _state.Fault;

    /// <summary>Gets what has passed so far.</summary>
    public ProxyCounts Counts => Meter.Counts;

    /// <summary>Gets how many clients are connected.</summary>
    public int OpenConnections => _connections.Count;

    /// <summary>Gets how many of the connected clients have subscribed.</summary>
    public int OpenSubscribers => _connections.Keys.Count(connection => connection.IsSubscriber);

    internal bool UnderstandsRedis { get; }

    internal ProxyMeter Meter { get; } = new();

    internal FaultState State => _state;

    internal IPEndPoint Target => _target;

    /// <summary>Starts a proxy in front of a Redis server; it knows replies and subscribers (without TLS).</summary>
    public static Task<FaultProxy> StartAsync(RedisServer server) => StartAsync(server.Port, understandsRedis: server.Certificate is null);

    /// <summary>Starts a proxy in front of any loopback port.</summary>
    public static Task<FaultProxy> StartAsync(int targetPort, bool understandsRedis = false) =>
        LoopbackPort.TryAsync(port => Task.FromResult(new FaultProxy(port, targetPort, understandsRedis)));

    private void Listen_NeedsLock()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        try
        {
            listener.Bind(new IPEndPoint(IPAddress.Loopback, Port));
            listener.Listen(512);
        }
        catch
        {
            listener.Dispose();
            throw;
        }

        _listener = listener;
        _ = AcceptAsync(listener);
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            Socket client;

            try
            {
                client = await listener.AcceptAsync();
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return;
            }

            Add(client, listener);
        }
    }

    private void Add(Socket client, Socket listener)
    {
        client.NoDelay = true;
        var connection = new ProxyConnection(this, client);

        lock (_lock)
        {
            if (_listener != listener)
            {
                // Accepted just before the port was closed.
                connection.Reset();
                return;
            }

            Meter.Connected();
            _connections.TryAdd(connection, true);
            connection.Completion = RunAsync(connection);
        }
    }

    private async Task RunAsync(ProxyConnection connection)
    {
        // Not under the lock of the caller.
        await Task.Yield();

        await connection.RunAsync();
        _connections.TryRemove(connection, out _);
    }

    /// <summary>Puts a fault in force, in place of the last one.</summary>
    public void Set(ProxyFault fault)
    {
        if (fault.DropMessages && !UnderstandsRedis)
        {
            throw new InvalidOperationException("This proxy does not understand Redis and can't tell messages from replies.");
        }

        FaultState previous;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            (previous, _state) = (_state, new FaultState(fault));

            if (fault.Refuse)
            {
                _listener?.Dispose();
                _listener = null;
            }
            else if (_listener is null)
            {
                Listen_NeedsLock();
            }
        }

        if (fault.Refuse)
        {
            DropConnections();
        }

        previous.End();
    }

    /// <summary>Lets everything pass again.</summary>
    public void Heal() => Set(ProxyFault.None);

    /// <summary>Resets every open connection; new ones are accepted.</summary>
    public void DropConnections() => Drop(_connections.Keys);

    /// <summary>Resets the connections that have subscribed, and no other.</summary>
    public void DropSubscribers() => Drop(_connections.Keys.Where(connection => connection.IsSubscriber));

    private static void Drop(IEnumerable<ProxyConnection> connections)
    {
        foreach (var connection in connections)
        {
            connection.Reset();
        }
    }

    /// <summary>Sends new connections to another server, as a failover does, and resets the open ones.</summary>
    public void Redirect(int targetPort)
    {
        _target = new IPEndPoint(IPAddress.Loopback, targetPort);
        DropConnections();
    }

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _disposed = true;
            _listener?.Dispose();
            _listener = null;
        }

        DropConnections();
        await Task.WhenAll(_connections.Keys.Select(connection => connection.Completion));
    }
}
