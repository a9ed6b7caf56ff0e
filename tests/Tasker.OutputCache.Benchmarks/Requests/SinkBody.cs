using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Tasker.OutputCache.Benchmarks.Requests;

/// <summary>A response body that goes nowhere, but is copied once, as a server does.</summary>
internal sealed class SinkBody : PipeWriter, IHttpResponseBodyFeature
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly Action _start;

    public SinkBody(Action start)
    {
        _start = start;
        Stream = AsStream(leaveOpen: true);
    }

    public long Written { get; set; }

    public Stream Stream { get; }

    public PipeWriter Writer => this;

    public override Memory<byte> GetMemory(int sizeHint = 0) => _buffer;

    public override Span<byte> GetSpan(int sizeHint = 0) => _buffer;

    public override void Advance(int bytes) => Written += bytes;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        _start();
        return default;
    }

    public override void Complete(Exception? exception = null) => _start();

    public override void CancelPendingFlush()
    {
    }

    public void DisableBuffering()
    {
    }

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        _start();
        return Task.CompletedTask;
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("No endpoint here sends a file.");

    public Task CompleteAsync()
    {
        _start();
        return Task.CompletedTask;
    }
}
