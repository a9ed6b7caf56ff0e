using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Tasker.Caching.Backends;
using Tasker.Caching.Memcached.Connections;

namespace Tasker.Caching.Memcached.Evictions;

/// <summary>
/// Writes and reads the value of the log: magic and version (4 bytes), checksum (8), generation (16), head (8), marker (8),
/// number of tags (4); then for each tag its sequence (8), its length (4) and its characters in UTF-8. Little endian.
/// </summary>
internal static class LogCodec
{
    public const int HeaderLength = GenerationOffset + 16 + 8 + 8 + 4;

    private const uint Magic = 0x01_4C_45_54;
    private const int ChecksumOffset = 4;
    private const int GenerationOffset = ChecksumOffset + 8;
    private const int TagHeaderLength = 12;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static byte[] Write(LogValue log)
    {
        var output = new ArrayBufferWriter<byte>(HeaderLength + (64 * log.Evictions.Count));
        var header = output.GetSpan(HeaderLength);
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        Guid.ParseExact(log.Generation, "N").TryWriteBytes(header[GenerationOffset..]);
        BinaryPrimitives.WriteInt64LittleEndian(header[(GenerationOffset + 16)..], log.Head);
        BinaryPrimitives.WriteInt64LittleEndian(header[(GenerationOffset + 24)..], log.Marker);
        BinaryPrimitives.WriteInt32LittleEndian(header[(GenerationOffset + 32)..], log.Evictions.Count);
        output.Advance(HeaderLength);
        foreach (var (tag, sequence) in log.Evictions)
        {
            var length = Encoding.UTF8.GetByteCount(tag);
            var span = output.GetSpan(TagHeaderLength + length);
            BinaryPrimitives.WriteInt64LittleEndian(span, sequence);
            BinaryPrimitives.WriteInt32LittleEndian(span[8..], length);
            Encoding.UTF8.GetBytes(tag, span[TagHeaderLength..]);
            output.Advance(TagHeaderLength + length);
        }

        var bytes = output.WrittenSpan.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(ChecksumOffset), Checksum(bytes));
        return bytes;
    }

    private static ulong Checksum(ReadOnlySpan<byte> bytes) => StableHash.Of(bytes[GenerationOffset..], Magic);

    /// <summary>Reads a log.</summary>
    /// <returns>The log, or <see langword="null"/> if the bytes are none.</returns>
    public static LogValue? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderLength
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic
            || BinaryPrimitives.ReadUInt64LittleEndian(bytes[ChecksumOffset..]) != Checksum(bytes))
        {
            return null;
        }

        var generation = new Guid(bytes.Slice(GenerationOffset, 16)).ToString("N");
        var head = BinaryPrimitives.ReadInt64LittleEndian(bytes[(GenerationOffset + 16)..]);
        var marker = BinaryPrimitives.ReadInt64LittleEndian(bytes[(GenerationOffset + 24)..]);
        var count = BinaryPrimitives.ReadInt32LittleEndian(bytes[(GenerationOffset + 32)..]);
        return EvictionSequence.IsValid(marker) && EvictionSequence.IsValid(head) && ReadTags(bytes[HeaderLength..], count) is { } evictions ? new LogValue(generation, head, marker, evictions) : null;
    }

    private static List<EvictedTag>? ReadTags(ReadOnlySpan<byte> bytes, int count)
    {
        if (count < 0 || count > bytes.Length / TagHeaderLength)
        {
            return null;
        }

        var evictions = new List<EvictedTag>(count);
        for (var i = 0; i < count; i++)
        {
            if (bytes.Length < TagHeaderLength)
            {
                return null;
            }

            var sequence = BinaryPrimitives.ReadInt64LittleEndian(bytes);
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
            bytes = bytes[TagHeaderLength..];
            if (length < 0 || length > bytes.Length || !EvictionSequence.IsValid(sequence))
            {
                return null;
            }

            try
            {
                evictions.Add(new EvictedTag(Strict.GetString(bytes[..length]), sequence));
            }
            catch (ArgumentException)
            {
                return null;
            }

            bytes = bytes[length..];
        }

        return bytes.IsEmpty ? evictions : null;
    }
}
