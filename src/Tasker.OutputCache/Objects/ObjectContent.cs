using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Objects;

/// <summary>An object in the cache. Its form in the far tier: format, flags, shape, and what the serializer has written, perhaps compressed.</summary>
internal abstract class ObjectContent : CachedContent
{
    private const byte Format = 100;
    private const byte NullFlag = 1;
    private const byte CompressedFlag = 2;
    private const int HeaderLength = 2 + sizeof(long);
    private const int Quality = 4;
    private const int Window = 18;

    protected ObjectContent(long shape, bool isNull, int compressionThreshold)
    {
        Shape = shape;
        IsNull = isNull;
        CompressionThreshold = compressionThreshold;
    }

    /// <summary>Gets what the bytes can be read as; see <see cref="ObjectShape"/>.</summary>
    public long Shape { get; }

    public bool IsNull { get; }

    /// <summary>Gets from how many bytes on the far tier gets them compressed.</summary>
    private int CompressionThreshold { get; }

    /// <summary>Gets what the serializer has written.</summary>
    protected abstract ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Gives the caller an instance: its own, unless the type is immutable.</summary>
    public abstract bool TryGet<T>(ObjectType<T> type, out T? value, out Exception? flaw);

    /// <summary>Makes the content of an object that was just computed.</summary>
    /// <exception cref="Exception">Whatever the serializer throws.</exception>
    public static ObjectContent Of<T>(T value, ObjectType<T> type, int compressionThreshold, out int length)
    {
        var output = new ArrayBufferWriter<byte>();
        if (value is not null)
        {
            type.Write(value, output);
        }

        length = output.WrittenCount;
        return type.IsImmutable || value is null
            ? new SharedObject<T>(value, type, length, compressionThreshold)
            : new CopiedObject(type.Shape, output.WrittenSpan.ToArray(), first: null, compressionThreshold);
    }

    public override void WriteTo(IBufferWriter<byte> output)
    {
        var bytes = Bytes.Span;
        var flags = IsNull ? NullFlag : (byte)0;
        byte[]? compressed = null;
        var length = 0;
        if (bytes.Length > 0 && bytes.Length >= CompressionThreshold)
        {
            compressed = ArrayPool<byte>.Shared.Rent(bytes.Length);
            if (BrotliEncoder.TryCompress(bytes, compressed, out length, Quality, Window) && length + sizeof(int) < bytes.Length)
            {
                flags |= CompressedFlag;
            }
        }

        var header = output.GetSpan(HeaderLength);
        header[0] = Format;
        header[1] = flags;
        BinaryPrimitives.WriteInt64LittleEndian(header[2..], Shape);
        output.Advance(HeaderLength);
        if ((flags & CompressedFlag) == 0)
        {
            output.Write(bytes);
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(sizeof(int)), bytes.Length);
            output.Advance(sizeof(int));
            output.Write(compressed.AsSpan(0, length));
        }

        if (compressed is not null)
        {
            ArrayPool<byte>.Shared.Return(compressed);
        }
    }

    /// <summary>Reads what <see cref="WriteTo"/> has written, perhaps for another type or by another build.</summary>
    /// <returns>The content, or <see langword="null"/> if it can't be read as an object of the type.</returns>
    public static ObjectContent? Read<T>(ReadOnlyMemory<byte> payload, ObjectType<T> type, long maximumLength, out Exception? flaw)
    {
        flaw = null;
        var span = payload.Span;
        if (span.Length < HeaderLength
            || span[0] != Format
            || (span[1] & ~(NullFlag | CompressedFlag)) != 0
            || BinaryPrimitives.ReadInt64LittleEndian(span[2..]) != type.Shape)
        {
            return null;
        }

        if ((span[1] & NullFlag) != 0)
        {
            return new SharedObject<T>(default, type, 0, int.MaxValue);
        }

        var rest = payload[HeaderLength..];
        var bytes = (span[1] & CompressedFlag) == 0 ? rest.ToArray() : Decompress(rest.Span, maximumLength);
        if (bytes is null || !type.TryRead(bytes, out var value, out flaw) || value is null)
        {
            return null;
        }

        return type.IsImmutable
            ? new SharedObject<T>(value, type, bytes.Length, int.MaxValue)
            : new CopiedObject(type.Shape, bytes, value, int.MaxValue);
    }

    private static byte[]? Decompress(ReadOnlySpan<byte> source, long maximumLength)
    {
        if (!BinaryPrimitives.TryReadInt32LittleEndian(source, out var length) || length < 0 || length > maximumLength)
        {
            return null;
        }

        var bytes = new byte[length];
        return BrotliDecoder.TryDecompress(source[sizeof(int)..], bytes, out var written) && written == length ? bytes : null;
    }
}
