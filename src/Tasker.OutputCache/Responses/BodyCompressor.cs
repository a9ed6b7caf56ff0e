using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;

namespace Tasker.OutputCache.Responses;

/// <summary>Compresses bodies, fast rather than small: the first client who asks for an encoding waits for it.</summary>
internal static class BodyCompressor
{
    private const int BrotliQuality = 1;
    private const int BrotliWindow = 22;

    /// <summary>Compresses a body.</summary>
    /// <returns><see langword="false"/> if it does not get smaller by an eighth at least: then it is not worth the memory.</returns>
    public static bool TryCompress(ContentCoding coding, ReadOnlySpan<byte> body, [NotNullWhen(true)] out byte[]? compressed)
    {
        var limit = body.Length - (body.Length / 8);
        var buffer = ArrayPool<byte>.Shared.Rent(limit);
        try
        {
            var length = coding == ContentCoding.Brotli ? Brotli(body, buffer.AsSpan(0, limit)) : Gzip(body, buffer, limit);
            compressed = length > 0 ? buffer.AsSpan(0, length).ToArray() : null;
            return compressed is not null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static int Brotli(ReadOnlySpan<byte> body, Span<byte> buffer) =>
        BrotliEncoder.TryCompress(body, buffer, out var length, BrotliQuality, BrotliWindow) ? length : 0;

    private static int Gzip(ReadOnlySpan<byte> body, byte[] buffer, int limit)
    {
        using var output = new MemoryStream(buffer, 0, limit);
        try
        {
            using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
            {
                gzip.Write(body);
            }

            return (int)output.Position;
        }
        catch (NotSupportedException)
        {
            // The stream over the buffer can't grow: it would have become longer than is worth it.
            return 0;
        }
    }
}
