using System.IO.Pipelines;

namespace Tasker.OutputCache.Middleware;

/// <summary>A captured body, as a pipe.</summary>
internal sealed class CapturedBodyWriter(CapturedBody body) : PipeWriter
{
    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => body.Unflushed;

    public override Memory<byte> GetMemory(int sizeHint = 0) => body.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => body.GetMemory(sizeHint).Span;

    public override void Advance(int bytes) => body.Advance(bytes);

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        await body.FlushAsync(cancellationToken);
        return default;
    }

    public override async ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        await body.WriteAsync(source, cancellationToken);
        await body.FlushAsync(cancellationToken);
        return default;
    }

    public override void CancelPendingFlush()
    {
        // None is pending: what is flushed is sent in the background.
    }

    public override void Complete(Exception? exception = null) => body.Complete(exception);
}
