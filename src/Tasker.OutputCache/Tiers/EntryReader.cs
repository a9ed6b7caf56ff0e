using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Tasker.OutputCache.Tiers;

/// <summary>Reads the fields that <see cref="EntryWriter"/> writes. What is not there, or not possible, is a <see langword="false"/>.</summary>
internal ref struct EntryReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Gets the number of bytes read.</summary>
    public int Position { get; private set; }

    private readonly int Remaining => _bytes.Length - Position;

    public bool TryReadByte(out byte value)
    {
        value = 0;
        if (Remaining < 1)
        {
            return false;
        }

        value = _bytes[Position++];
        return true;
    }

    public bool TryReadInt32(out int value)
    {
        if (!BinaryPrimitives.TryReadInt32LittleEndian(_bytes[Position..], out value))
        {
            return false;
        }

        Position += sizeof(int);
        return true;
    }

    public bool TryReadInt64(out long value)
    {
        if (!BinaryPrimitives.TryReadInt64LittleEndian(_bytes[Position..], out value))
        {
            return false;
        }

        Position += sizeof(long);
        return true;
    }

    public bool TryReadTime(out DateTimeOffset value)
    {
        value = default;
        if (!TryReadInt64(out var ticks) || ticks < DateTimeOffset.MinValue.Ticks || ticks > DateTimeOffset.MaxValue.Ticks)
        {
            return false;
        }

        value = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    public bool TryReadString([NotNullWhen(true)] out string? value)
    {
        value = null;
        if (!TryReadBlock(out var offset, out var length))
        {
            return false;
        }

        value = Encoding.UTF8.GetString(_bytes.Slice(offset, length));
        return true;
    }

    /// <summary>Reads where a block is, so that the caller can keep a slice instead of a copy.</summary>
    public bool TryReadBlock(out int offset, out int length)
    {
        offset = Position + sizeof(int);
        if (!TryReadInt32(out length) || length < 0 || length > Remaining)
        {
            return false;
        }

        Position += length;
        return true;
    }
}
