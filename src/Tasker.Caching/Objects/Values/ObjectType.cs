using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Caching.Hybrid;

namespace Tasker.Caching.Objects.Values;

/// <summary>How objects of one type are kept.</summary>
/// <typeparam name="T">The type.</typeparam>
/// <param name="serializer">Writes and reads them.</param>
/// <param name="shape">Tells apart what one serializer writes and another can't read, or would take for something else.</param>
/// <param name="isImmutable">Whether all callers may have the same instance.</param>
internal sealed class ObjectType<T>(IHybridCacheSerializer<T> serializer, long shape, bool isImmutable)
{
    public long Shape => shape;

    public bool IsImmutable => isImmutable;

    public void Write(T value, IBufferWriter<byte> output) => serializer.Serialize(value, output);

    /// <summary>Reads an object. What can't be read is no error.</summary>
    public bool TryRead(ReadOnlyMemory<byte> bytes, [MaybeNullWhen(false)] out T value, out Exception? flaw)
    {
        flaw = null;
        try
        {
            value = serializer.Deserialize(new ReadOnlySequence<byte>(bytes));
            return true;
        }
        catch (Exception exception)
        {
            flaw = exception;
            value = default;
            return false;
        }
    }
}
