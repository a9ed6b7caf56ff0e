using System.Buffers.Binary;
using Tasker.Caching.Backends;
using Tasker.Caching.Memcached.Connections;
using Tasker.Caching.Memcached.Evictions;
using Tasker.OutputCache.Fuzzing.Tests.Running;

namespace Tasker.OutputCache.Fuzzing.Tests.Targets;

/// <summary>The eviction log as one value of Memcached: no bytes throw, and what was read is written as the same bytes.</summary>
internal sealed class LogValueTarget : FuzzTarget
{
    private const uint Magic = 0x01_4C_45_54;
    private const int ChecksumEnd = 12;

    public override string Name => "log-value";

    public override IReadOnlyList<string> Words => ["\u0001\0\0\0", "\0\0\0\0", "\u0001\0\0\0\0\0\0\0", "\u0003\0\0\0tag", "TEL\u0001"];

    public override int Run(byte[] input)
    {
        var bytes = input.ToArray();
        if (bytes.Length > ChecksumEnd && bytes[^1] % 8 != 7)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(4), StableHash.Of(bytes.AsSpan(ChecksumEnd), Magic));
        }

        var log = LogCodec.TryRead(bytes);
        if (log is null)
        {
            return 0;
        }

        FuzzException.ThrowIf(log.Evictions.Any(static eviction => !EvictionSequence.IsValid(eviction.Sequence)), "a place that no log has");
        FuzzException.ThrowIf(!LogCodec.Write(log).AsSpan().SequenceEqual(bytes), "written again, it is another one");
        return HashCode.Combine(log.Evictions.Count, log.Head > log.Marker);
    }
}
