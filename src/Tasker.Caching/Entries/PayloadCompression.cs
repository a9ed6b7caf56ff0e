using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;

namespace Tasker.Caching.Entries;

/// <summary>Compresses what goes to the far tier: the length, and the content as Brotli.</summary>
internal static class PayloadCompression
{
    private const int Quality = 1;
    private const int Window = 22;
    private const int MaximumLength = 1 << 30;

    /// <summary>Compresses a payload, if it gets smaller by an eighth at least.</summary>
    public static bool TryCompress(ReadOnlySpan<byte> payload, [NotNullWhen(true)] out byte[]? compressed)
    {
        compressed = null;
        var limit = payload.Length - (payload.Length / 8);
        var buffer = ArrayPool<byte>.Shared.Rent(limit + sizeof(int));
        try
        {
            if (payload.Length <= MaximumLength && BrotliEncoder.TryCompress(payload, buffer.AsSpan(sizeof(int), limit), out var length, Quality, Window))
            {
                BinaryPrimitives.WriteInt32LittleEndian(buffer, payload.Length);
                compressed = buffer.AsSpan(0, sizeof(int) + length).ToArray();
            }

            return compressed is not null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads what <see cref="TryCompress"/> has written.</summary>
    /// <returns><see langword="false"/> if it is anything else.</returns>
    public static bool TryDecompress(ReadOnlySpan<byte> compressed, long maximumLength, [NotNullWhen(true)] out byte[]? payload)
    {
        payload = null;
        if (compressed.Length < sizeof(int) || BinaryPrimitives.ReadInt32LittleEndian(compressed) is not (>= 0 and var length) || length > maximumLength)
        {
            return false;
        }

        var bytes = GC.AllocateUninitializedArray<byte>(length);
        if (!BrotliDecoder.TryDecompress(compressed[sizeof(int)..], bytes, out var written) || written != length)
        {
            return false;
        }

        payload = bytes;
        return true;
    }
}
