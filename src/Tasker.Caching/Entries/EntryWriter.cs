using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Tasker.Caching.Engine;

/// <summary>Writes the fields of an entry: integers little-endian, strings and blocks after their length.</summary>
[Experimental(EngineFace.DiagnosticId)]
public readonly ref struct EntryWriter(IBufferWriter<byte> output)
{
    /// <summary>Writes a byte.</summary>
    public void WriteByte(byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    /// <summary>Writes a number.</summary>
    public void WriteInt32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(sizeof(int)), value);
        output.Advance(sizeof(int));
    }

    internal void WriteInt64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(output.GetSpan(sizeof(long)), value);
        output.Advance(sizeof(long));
    }

    /// <summary>Writes a text with its length.</summary>
    public void WriteString(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        WriteInt32(length);
        Encoding.UTF8.GetBytes(value, output.GetSpan(length));
        output.Advance(length);
    }

    /// <summary>Writes bytes with their length.</summary>
    public void WriteBlock(ReadOnlySpan<byte> value)
    {
        WriteInt32(value.Length);
        output.Write(value);
    }
}
