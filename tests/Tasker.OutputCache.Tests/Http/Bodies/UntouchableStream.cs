namespace Tasker.OutputCache.Tests.Http.Bodies;

/// <summary>A body that notes whether it was looked at.</summary>
internal sealed class UntouchableStream : Stream
{
    public int Touches { get; private set; }

    public override bool CanRead => Touch(true);

    public override bool CanSeek => Touch(false);

    public override bool CanWrite => Touch(false);

    public override long Length => Touch(0);

    public override long Position
    {
        get => Touch(0);
        set => Touch(value);
    }

    private T Touch<T>(T value)
    {
        Touches++;
        return value;
    }

    public override int Read(byte[] buffer, int offset, int count) => Touch(0);

    public override void Flush() => Touch(0);

    public override long Seek(long offset, SeekOrigin origin) => Touch(0);

    public override void SetLength(long value) => Touch(0);

    public override void Write(byte[] buffer, int offset, int count) => Touch(0);
}
