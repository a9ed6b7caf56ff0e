using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Tasker.Caching.Engine;

/// <summary>Reads the fields that <see cref="EntryWriter"/> writes. What is not there, or not possible, is a <see langword="false"/>.</summary>
[Experimental(EngineFace.DiagnosticId)]
public ref struct EntryReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Gets the number of bytes read.</summary>
    internal int Position { get; private set; }

    private readonly int Remaining => _bytes.Length - Position;

    /// <summary>Reads a byte.</summary>
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

    /// <summary>Reads a number.</summary>
    public bool TryReadInt32(out int value)
    {
        if (!BinaryPrimitives.TryReadInt32LittleEndian(_bytes[Position..], out value))
        {
            return false;
        }

        Position += sizeof(int);
        return true;
    }

    internal bool TryReadInt64(out long value)
    {
        if (!BinaryPrimitives.TryReadInt64LittleEndian(_bytes[Position..], out value))
        {
            return false;
        }

        Position += sizeof(long);
        return true;
    }

    internal bool TryReadTime(out DateTimeOffset value)
    {
        value = default;
        if (!TryReadInt64(out var ticks) || ticks < DateTimeOffset.MinValue.Ticks || ticks > DateTimeOffset.MaxValue.Ticks)
        {
            return false;
        }

        value = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    internal bool TryReadString([NotNullWhen(true)] out string? value) => TryReadString(null, out value);

    /// <summary>Reads a text that is most likely the one that the caller has.</summary>
    /// <param name="expected">What the caller has, if anything. It is returned where the two are equal, so that no other string is made.</param>
    /// <param name="value">The text.</param>
    internal bool TryReadString(string? expected, [NotNullWhen(true)] out string? value)
    {
        value = null;
        if (!TryReadText(out var text))
        {
            return false;
        }

        // Ascii.Equals is false for anything else, which is decoded: what is no UTF-8 becomes what it has always become.
        value = expected is not null && Ascii.Equals(text, expected) ? expected : Encoding.UTF8.GetString(text);
        return true;
    }

    /// <summary>Reads the bytes of a text.</summary>
    public bool TryReadText(out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!TryReadBlock(out var offset, out var length))
        {
            return false;
        }

        text = _bytes.Slice(offset, length);
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
