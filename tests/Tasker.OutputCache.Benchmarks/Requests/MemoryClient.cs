using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Tasker.OutputCache.Benchmarks.Requests;

/// <summary>The other end of a connection without sockets.</summary>
internal sealed class MemoryClient(DefaultConnectionContext connection)
{
    private readonly IDuplexPipe _application = connection.Application!;

    /// <summary>Sends a request; when it returns, its response has been read.</summary>
    /// <param name="request">The request.</param>
    /// <param name="atLeast">The length of its body: with less, there is more to come.</param>
    public void Ask(byte[] request, int atLeast)
    {
        var flush = _application.Output.WriteAsync(request);
        if (!flush.IsCompletedSuccessfully)
        {
            flush.AsTask().GetAwaiter().GetResult();
        }

        for (var spin = new SpinWait(); ;)
        {
            if (_application.Input.TryRead(out var read))
            {
                var length = read.Buffer.Length;
                if (length >= atLeast)
                {
                    _application.Input.AdvanceTo(read.Buffer.End);
                    return;
                }

                _application.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }

            spin.SpinOnce();
        }
    }
}
