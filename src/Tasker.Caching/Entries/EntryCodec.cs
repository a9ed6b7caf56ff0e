using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Entries;

/// <summary>Writes and reads the entries of the far tier: <see cref="FarEntryPrefix"/>, checksum, header, content.</summary>
internal static class EntryCodec
{
    private const byte Magic0 = (byte)'T';
    private const byte Magic1 = (byte)'C';
    private const byte Version = 2;
    private const int FlagsOffset = 3;
    private const byte Compressed = 1;
    private const int UniqueOffset = FarEntryPrefix.StampOffset + FarEntryPrefix.StampLength;
    private const int UniqueLength = FarEntryPrefix.Length - UniqueOffset;
    private const int HeaderOffset = FarEntryPrefix.Length + sizeof(uint);
    private const int MaximumTags = 1024;
    private const int MaximumSets = 1024;

    /// <summary>Writes an entry.</summary>
    /// <param name="header">The header.</param>
    /// <param name="content">The content.</param>
    /// <param name="compressionThreshold">From how many bytes on the content is compressed.</param>
    public static ReadOnlyMemory<byte> Write(EntryHeader header, CachedContent content, int compressionThreshold = int.MaxValue)
    {
        var output = new ArrayBufferWriter<byte>((int)Math.Min(content.Size + 512, int.MaxValue / 2));
        WritePrefix(output.GetSpan(HeaderOffset), header.Horizon);
        output.Advance(HeaderOffset);

        var writer = new EntryWriter(output);
        writer.WriteString(header.Generation);
        writer.WriteString(header.Key);
        writer.WriteString(header.Shape);
        writer.WriteInt64(header.Created.UtcTicks);
        writer.WriteInt64(header.FreshUntil.UtcTicks);
        writer.WriteInt32(header.Sets.Count);
        foreach (var set in header.Sets)
        {
            writer.WriteString(set.Resource);
            writer.WriteString(set.Dimensions);
        }

        writer.WriteInt32(header.Tags.Count);
        foreach (var tag in header.Tags)
        {
            writer.WriteString(tag);
        }

        var start = output.WrittenCount;
        content.WriteTo(output);
        if (content.MayBeCompressed && output.WrittenCount - start >= compressionThreshold && PayloadCompression.TryCompress(output.WrittenSpan[start..], out var compressed))
        {
            var head = output.WrittenSpan[..start].ToArray();
            head[FlagsOffset] = Compressed;
            output = new ArrayBufferWriter<byte>(start + compressed.Length);
            output.Write(head);
            output.Write(compressed);
        }

        var bytes = MemoryMarshal.AsMemory(output.WrittenMemory);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.Span[FarEntryPrefix.Length..], Checksum(bytes.Span));
        return bytes;
    }

    private static void WritePrefix(Span<byte> prefix, long stamp)
    {
        prefix[0] = Magic0;
        prefix[1] = Magic1;
        prefix[2] = Version;
        prefix[FlagsOffset] = 0;
        stamp.TryFormat(prefix[FarEntryPrefix.StampOffset..], out _, "x16");
        RandomNumberGenerator.Fill(prefix.Slice(UniqueOffset, UniqueLength));
    }

    /// <summary>Reads an entry.</summary>
    /// <param name="bytes">The bytes of the far tier, whatever they are.</param>
    /// <param name="expected">The key under which they were found, and what is likely to stand in them.</param>
    /// <param name="header">The header.</param>
    /// <param name="payload">The content, to be read by code that knows what it is: a part of <paramref name="bytes"/>, or an array of its own.</param>
    /// <param name="maximumLength">How long the content may be. Write access to the far tier must not be enough to fill this process's memory with a few bytes.</param>
    /// <returns>Whether the bytes are a whole and undamaged entry of this key and version.</returns>
    public static bool TryRead(
        ReadOnlyMemory<byte> bytes, EntryExpectation expected, [NotNullWhen(true)] out EntryHeader? header, out ReadOnlyMemory<byte> payload, long maximumLength = int.MaxValue)
    {
        header = null;
        payload = default;
        var span = bytes.Span;
        if (span.Length < HeaderOffset
            || span[0] != Magic0
            || span[1] != Magic1
            || span[2] != Version
            || span[FlagsOffset] > Compressed
            || BinaryPrimitives.ReadUInt32LittleEndian(span[FarEntryPrefix.Length..]) != Checksum(span)
            || !long.TryParse(span.Slice(FarEntryPrefix.StampOffset, FarEntryPrefix.StampLength), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var horizon))
        {
            return false;
        }

        var reader = new EntryReader(span[HeaderOffset..]);
        if (!reader.TryReadString(expected.Generation, out var generation)
            || !reader.TryReadString(expected.Key, out var key)
            || !string.Equals(key, expected.Key, StringComparison.Ordinal)
            || !reader.TryReadString(expected.Shape, out var shape)
            || !reader.TryReadTime(out var created)
            || !reader.TryReadTime(out var freshUntil)
            || !TryReadSets(ref reader, expected.Tags?.Sets ?? [], out var sets)
            || !TryReadTags(ref reader, expected.Tags?.Names ?? [], out var tags))
        {
            return false;
        }

        header = new EntryHeader { Generation = generation, Horizon = horizon, Key = expected.Key, Shape = shape, Created = created, FreshUntil = freshUntil, Sets = sets, Tags = tags };
        payload = bytes[(HeaderOffset + reader.Position)..];
        if (span[FlagsOffset] != Compressed)
        {
            return payload.Length <= maximumLength;
        }

        if (!PayloadCompression.TryDecompress(payload.Span, maximumLength, out var plain))
        {
            return false;
        }

        payload = plain;
        return true;
    }

    private static bool TryReadSets(ref EntryReader reader, IReadOnlyList<ResourceSet> expected, out IReadOnlyList<ResourceSet> sets)
    {
        sets = expected;
        if (!reader.TryReadInt32(out var count) || count is < 0 or > MaximumSets)
        {
            return false;
        }

        // The expected list itself, until something differs.
        var others = count == expected.Count ? null : new ResourceSet[count];
        for (var i = 0; i < count; i++)
        {
            var likely = i < expected.Count ? expected[i] : default;
            if (!reader.TryReadString(likely.Resource, out var resource) || !reader.TryReadString(likely.Dimensions, out var dimensions))
            {
                return false;
            }

            var set = new ResourceSet(resource, dimensions);
            if (others is null && set != likely)
            {
                others = [.. expected];
            }

            others?[i] = set;
        }

        sets = others ?? expected;
        return true;
    }

    private static bool TryReadTags(ref EntryReader reader, IReadOnlyList<string> expected, out IReadOnlyList<string> tags)
    {
        tags = expected;
        if (!reader.TryReadInt32(out var count) || count is < 0 or > MaximumTags)
        {
            return false;
        }

        var others = count == expected.Count ? null : new string[count];
        for (var i = 0; i < count; i++)
        {
            var likely = i < expected.Count ? expected[i] : null;
            if (!reader.TryReadString(likely, out var tag))
            {
                return false;
            }

            if (others is null && !string.Equals(tag, likely, StringComparison.Ordinal))
            {
                others = [.. expected];
            }

            others?[i] = tag;
        }

        tags = others ?? expected;
        return true;
    }

    /// <summary>Computes CRC-32C over everything but the checksum itself.</summary>
    private static uint Checksum(ReadOnlySpan<byte> bytes) =>
        Crc32C(Crc32C(uint.MaxValue, bytes[..FarEntryPrefix.Length]), bytes[HeaderOffset..]);

    private static uint Crc32C(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return crc;
    }
}
