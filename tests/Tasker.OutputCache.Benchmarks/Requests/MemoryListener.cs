using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Tasker.OutputCache.Benchmarks.Requests;

/// <summary>Hands the server the connections that <see cref="Connect"/> makes.</summary>
internal sealed class MemoryListener : IConnectionListener
{
    private readonly Channel<ConnectionContext> _connections = Channel.CreateUnbounded<ConnectionContext>();
    private int _count;

    public EndPoint EndPoint { get; } = new IPEndPoint(IPAddress.Loopback, 1);

    public MemoryClient Connect()
    {
        // Everything happens on the thread of whoever writes.
        var options = new PipeOptions(MemoryPool<byte>.Shared, PipeScheduler.Inline, PipeScheduler.Inline, 1 << 20, 1 << 19, useSynchronizationContext: false);
        var (requests, responses) = (new Pipe(options), new Pipe(options));
        var connection = new DefaultConnectionContext($"{++_count}")
        {
            Transport = new MemoryDuplex(requests.Reader, responses.Writer),
            Application = new MemoryDuplex(responses.Reader, requests.Writer),
        };
        _connections.Writer.TryWrite(connection);
        return new MemoryClient(connection);
    }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await _connections.Reader.WaitToReadAsync(cancellationToken) && _connections.Reader.TryRead(out var connection) ? connection : null;

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _connections.Writer.TryComplete();
        return default;
    }

    public ValueTask DisposeAsync() => default;

    private sealed record MemoryDuplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
