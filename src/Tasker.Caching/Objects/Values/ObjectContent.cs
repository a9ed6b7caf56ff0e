using System.Buffers;
using System.Buffers.Binary;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Objects.Values;

/// <summary>An object in the cache. Its form in the far tier: format, flags, shape, and what the serializer has written.</summary>
internal abstract class ObjectContent : CachedContent
{
    private const byte Format = 100;
    private const byte NullFlag = 1;
    private const int HeaderLength = 2 + sizeof(long);

    protected ObjectContent(long shape, bool isNull, bool mayBeCompressed)
    {
        Shape = shape;
        IsNull = isNull;
        MayBeCompressed = mayBeCompressed;
    }

    /// <summary>Gets what the bytes can be read as; see <see cref="ObjectShape"/>.</summary>
    public long Shape { get; }

    public bool IsNull { get; }

    public override bool MayBeCompressed { get; }

    /// <summary>Gets what the serializer has written.</summary>
    protected abstract ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Gives the caller an instance: its own, unless the type is immutable.</summary>
    public abstract bool TryGet<T>(ObjectType<T> type, out T? value, out Exception? flaw);

    /// <summary>Makes the content of an object that was just computed.</summary>
    /// <exception cref="Exception">Whatever the serializer throws.</exception>
    public static ObjectContent Of<T>(T value, ObjectType<T> type, bool mayBeCompressed, out int length)
    {
        var output = new ArrayBufferWriter<byte>();
        if (value is not null)
        {
            type.Write(value, output);
        }

        length = output.WrittenCount;
        return type.IsImmutable || value is null
            ? new SharedObject<T>(value, type, length, mayBeCompressed)
            : new CopiedObject(type.Shape, output.WrittenSpan.ToArray(), first: null, mayBeCompressed);
    }

    public override void WriteTo(IBufferWriter<byte> output)
    {
        var bytes = Bytes.Span;
        var header = output.GetSpan(HeaderLength);
        header[0] = Format;
        header[1] = IsNull ? NullFlag : (byte)0;
        BinaryPrimitives.WriteInt64LittleEndian(header[2..], Shape);
        output.Advance(HeaderLength);
        output.Write(bytes);
    }

    /// <summary>Reads what <see cref="WriteTo"/> has written, perhaps for another type or by another build.</summary>
    /// <returns>The content, or <see langword="null"/> if it can't be read as an object of the type.</returns>
    public static ObjectContent? Read<T>(ReadOnlyMemory<byte> payload, ObjectType<T> type, out Exception? flaw)
    {
        flaw = null;
        var span = payload.Span;
        if (span.Length < HeaderLength
            || span[0] != Format
            || (span[1] & ~NullFlag) != 0
            || BinaryPrimitives.ReadInt64LittleEndian(span[2..]) != type.Shape)
        {
            return null;
        }

        if ((span[1] & NullFlag) != 0)
        {
            return new SharedObject<T>(default, type, 0, mayBeCompressed: true);
        }

        var bytes = payload[HeaderLength..].ToArray();
        if (!type.TryRead(bytes, out var value, out flaw) || value is null)
        {
            return null;
        }

        return type.IsImmutable
            ? new SharedObject<T>(value, type, bytes.Length, mayBeCompressed: true)
            : new CopiedObject(type.Shape, bytes, value, mayBeCompressed: true);
    }
}
