using System.Buffers;
using System.Text;
using Microsoft.Extensions.Caching.Hybrid;

namespace Tasker.Caching.Objects.Values;

/// <summary>Keeps strings as UTF-8, and arrays of bytes as they are.</summary>
internal sealed class PlainSerializer : IHybridCacheSerializer<string>, IHybridCacheSerializer<byte[]>
{
    public static readonly PlainSerializer Instance = new();

    // Half of a surrogate pair has no UTF-8: better no entry than another string.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    string IHybridCacheSerializer<string>.Deserialize(ReadOnlySequence<byte> source) => Utf8.GetString(source);

    void IHybridCacheSerializer<string>.Serialize(string value, IBufferWriter<byte> target) => Utf8.GetBytes(value, target);

    byte[] IHybridCacheSerializer<byte[]>.Deserialize(ReadOnlySequence<byte> source) => source.ToArray();

    void IHybridCacheSerializer<byte[]>.Serialize(byte[] value, IBufferWriter<byte> target) => target.Write(value);
}
