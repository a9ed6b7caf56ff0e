using System.Text;
using Microsoft.Extensions.Logging;

namespace Tasker.Caching.Memcached.Connections;

/// <summary>The connections to one server. Where there are several, the first is the eviction log's alone: no large entry stands before an eviction.</summary>
internal sealed class ServerPool : IAsyncDisposable
{
    private readonly MemcachedLink[] _links;
    private readonly bool _hasLog;
    private readonly ulong _seed;
    private uint _turn;

    public ServerPool(MemcachedConnector connector, int size, bool hasLog, TimeProvider clock, ILogger logger)
    {
        Address = connector.Address;
        _hasLog = hasLog && size > 1;
        _seed = StableHash.Of(Encoding.UTF8.GetBytes(Address.ToString()), 0);
        _links = new MemcachedLink[size];
        for (var i = 0; i < size; i++)
        {
            _links[i] = new MemcachedLink(connector, clock, logger);
        }
    }

    public ServerAddress Address { get; }

    /// <summary>Gets the connection of the eviction log.</summary>
    public MemcachedLink Log => _links[0];

    /// <summary>Gets a value indicating whether an entry could be read at the moment.</summary>
    public bool IsConnected => _links.Any(static link => link.Connection is not null);

    /// <summary>Gets how much this server wants a key: the one that wants it most has it.</summary>
    public ulong WeightOf(byte[] key) => StableHash.Of(key, _seed);

    /// <summary>Begins to open the first connections.</summary>
    public void Open()
    {
        _links[0].Open();
        _links[^1].Open();
    }

    /// <summary>Takes the next connection for entries. One that is not open is opened in the background, and another one takes its turn.</summary>
    /// <exception cref="MemcachedUnavailableException">None is open.</exception>
    public MemcachedConnection Take()
    {
        var links = _links.AsSpan(_hasLog ? 1 : 0);
        var turn = Interlocked.Increment(ref _turn);
        for (var i = 0; i < links.Length; i++)
        {
            var link = links[(int)((turn + (uint)i) % (uint)links.Length)];
            if (link.Connection is { } connection)
            {
                return connection;
            }

            link.Open();
        }

        return Log.Connection ?? throw new MemcachedUnavailableException($"Memcached at {Address} is not connected.");
    }

    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(_links.Select(static link => link.DisposeAsync().AsTask())).ConfigureAwait(false);
}
