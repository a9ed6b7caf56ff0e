using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Tasker.OutputCache.Benchmarks.Requests;

/// <summary>A transport without sockets: what is left of a request is the server's and the application's.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The server disposes of the listener that it binds.")]
internal sealed class MemoryListenerFactory : IConnectionListenerFactory
{
    private readonly MemoryListener _listener = new();

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => new(_listener);

    public MemoryClient Connect() => _listener.Connect();
}
