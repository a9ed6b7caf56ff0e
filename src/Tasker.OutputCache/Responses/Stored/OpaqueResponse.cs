using System.Buffers;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Responses.Stored;

/// <summary>A response in a form of the framework that this version can't read. It is passed through as it is.</summary>
internal sealed class OpaqueResponse(byte[] bytes) : CachedContent
{
    private const byte Format = 255;

    public byte[] Bytes => bytes;

    public override long Size => bytes.Length;

    public override void WriteTo(IBufferWriter<byte> output)
    {
        output.Write([Format]);
        output.Write(bytes);
    }

    public static OpaqueResponse? Read(ReadOnlyMemory<byte> payload) =>
        payload.Length > 0 && payload.Span[0] == Format ? new OpaqueResponse(payload[1..].ToArray()) : null;
}
