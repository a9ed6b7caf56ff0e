using System.Buffers.Binary;

namespace Tasker.Caching.Objects.Distributed;

/// <summary>A value of a distributed cache, and what decides when it ends. Its form: magic, version, times, bytes.</summary>
/// <param name="Bytes">The value, or <see langword="null"/>: it was removed.</param>
/// <param name="Written">When it was written, in the clock of the shared back end.</param>
/// <param name="EndsAt">When it ends at the latest.</param>
/// <param name="Sliding">After how long without being asked for it ends.</param>
internal sealed record DistributedValue(ReadOnlyMemory<byte>? Bytes, DateTimeOffset Written, DateTimeOffset? EndsAt, TimeSpan? Sliding)
{
    private const int HeaderLength = 4 + (3 * sizeof(long));

    // The caller gave no end, and something has to end it.
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(365);

    private static ReadOnlySpan<byte> Magic => "TCV\u0001"u8;

    /// <summary>Gets how long it lives from a moment on if it is not read.</summary>
    public TimeSpan LifeAt(DateTimeOffset now)
    {
        var left = EndsAt - now ?? LongestLife;
        return Sliding is { } sliding && sliding < left ? sliding : left;
    }

    public bool IsOverAt(DateTimeOffset now) => EndsAt <= now;

    public byte[] Encode()
    {
        var bytes = new byte[HeaderLength + (Bytes?.Length ?? 0)];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(4), Written.UtcTicks);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(12), EndsAt?.UtcTicks ?? 0);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(20), Sliding?.Ticks ?? 0);
        Bytes?.CopyTo(bytes.AsMemory(HeaderLength));
        return bytes;
    }

    /// <summary>Reads what <see cref="Encode"/> has written.</summary>
    /// <returns>The value, or <see langword="null"/> if it can't be read.</returns>
    public static DistributedValue? Decode(ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        return span.Length >= HeaderLength && span.StartsWith(Magic)
            && TryReadTime(span[4..], out var written) && TryReadTime(span[12..], out var endsAt)
            && BinaryPrimitives.ReadInt64LittleEndian(span[20..]) is >= 0 and var sliding
            ? new DistributedValue(bytes[HeaderLength..], written, endsAt.Ticks == 0 ? null : endsAt, sliding == 0 ? null : TimeSpan.FromTicks(sliding))
            : null;
    }

    private static bool TryReadTime(ReadOnlySpan<byte> span, out DateTimeOffset time)
    {
        var ticks = BinaryPrimitives.ReadInt64LittleEndian(span);
        var isTime = ticks >= 0 && ticks <= DateTimeOffset.MaxValue.Ticks;
        time = isTime ? new DateTimeOffset(ticks, TimeSpan.Zero) : default;
        return isTime;
    }
}
