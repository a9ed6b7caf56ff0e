using System.Buffers.Binary;
using Tasker.Caching.Backends;
using Tasker.Caching.Engine;
using Tasker.Caching.Entries;
using Tasker.OutputCache.Fuzzing.Tests.Running;

namespace Tasker.OutputCache.Fuzzing.Tests.Targets;

/// <summary>Entries of the far tier: no bytes throw or fill the memory, and what was read is written and read again as the same.</summary>
internal sealed class EntryTarget : FuzzTarget
{
    private const int HeaderOffset = FarEntryPrefix.Length + sizeof(uint);
    private const int MaximumLength = 1 << 16;

    // What a wrong entry may cost: its tags and sets, and a content of the length that was allowed.
    private const long MaximumAllocated = 4 << 20;

    private static readonly EntryExpectation Expected = new("k", "g", "s", new EntryTags(["t"], []));

    public override string Name => "entry";

    public override IReadOnlyList<string> Words => ["\u0001\0\0\0", "\0\0\0\0", "\u0002\0\0\0", "TC\u0002\0", "TC\u0002\u0001", "0000000000000001", "resource", "a=b"];

    public override int Run(byte[] input)
    {
        // All but each eighth have the right checksum.
        var bytes = input.ToArray();
        if (bytes.Length > HeaderOffset && bytes[^1] % 8 != 0)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(FarEntryPrefix.Length), Crc32C.Of(bytes[..FarEntryPrefix.Length], bytes[HeaderOffset..]));
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var isRead = EntryCodec.TryRead(bytes, Expected, out var header, out var payload, MaximumLength);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        FuzzException.ThrowIf(allocated > MaximumAllocated, $"{allocated} bytes for an entry of {bytes.Length}");
        if (!isRead)
        {
            return 0;
        }

        FuzzException.ThrowIf(payload.Length > MaximumLength, $"a content of {payload.Length} bytes");
        var again = EntryCodec.Write(header!, new FuzzContent(payload), bytes.Length % 2 == 0 ? 64 : int.MaxValue);
        FuzzException.ThrowIf(!EntryCodec.TryRead(again, Expected, out var second, out var content, MaximumLength), "what was read is not read again");
        FuzzException.ThrowIf(!content.Span.SequenceEqual(payload.Span), "another content");
        FuzzException.ThrowIf(
            second!.Horizon != header!.Horizon || second.Created != header.Created || second.FreshUntil != header.FreshUntil
            || second.Generation != header.Generation || second.Shape != header.Shape || !second.Tags.SequenceEqual(header.Tags) || !second.Sets.SequenceEqual(header.Sets),
            "another header");
        return HashCode.Combine(header.Tags.Count, header.Sets.Count, header.Horizon > 0, payload.Length == 0, header.Generation.Length);
    }
}
