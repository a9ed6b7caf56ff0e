using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Tasker.OutputCache.Tiers;

/// <summary>Writes the fields of an entry: integers little-endian, strings and blocks behind their length.</summary>
internal readonly ref struct EntryWriter(IBufferWriter<byte> output)
{
    public void WriteByte(byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    public void WriteInt32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(sizeof(int)), value);
        output.Advance(sizeof(int));
    }

    public void WriteInt64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(output.GetSpan(sizeof(long)), value);
        output.Advance(sizeof(long));
    }

    public void WriteString(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        WriteInt32(length);
        Encoding.UTF8.GetBytes(value, output.GetSpan(length));
        output.Advance(length);
    }

    public void WriteBlock(ReadOnlySpan<byte> value)
    {
        WriteInt32(value.Length);
        output.Write(value);
    }
}
