using System.Runtime.ExceptionServices;

namespace Tasker.OutputCache.Keys.Bodies;

/// <summary>A body of which the cache has read the beginning and no more: the handler gets the beginning, and then what follows or the exception that came in its place.</summary>
internal sealed class PartlyReadStream(ReadOnlyMemory<byte> beginning, Stream rest, ExceptionDispatchInfo? fault) : Stream
{
    private ReadOnlyMemory<byte> _beginning = beginning;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (!_beginning.IsEmpty || buffer.IsEmpty)
        {
            return Take(buffer);
        }

        fault?.Throw();
        return rest.Read(buffer);
    }

    private int Take(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _beginning.Length);
        _beginning.Span[..count].CopyTo(buffer);
        _beginning = _beginning[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_beginning.IsEmpty || buffer.IsEmpty)
        {
            return ValueTask.FromResult(Take(buffer.Span));
        }

        return fault is null ? rest.ReadAsync(buffer, cancellationToken) : ValueTask.FromException<int>(fault.SourceException);
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
