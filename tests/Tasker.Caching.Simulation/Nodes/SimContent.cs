using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Tasker.Caching.Simulation.Nodes;

/// <summary>An answer: it says what for, and when everything in it was read.</summary>
/// <param name="key">The key that it was computed for.</param>
/// <param name="readAt">When the data was read, in the order of everything.</param>
/// <param name="completedAt">When it was ready, as a time.</param>
/// <param name="life">For how long it may be fresh, by its resource or by its handler.</param>
/// <param name="text">The text that the handler has come upon, or -1.</param>
/// <param name="part">The document that the handler has come upon, or -1.</param>
internal sealed class SimContent(string key, long readAt, long completedAt, long life, int text, int part) : CachedContent
{
    private const int Head = 32;

    public string Key => key;

    public long ReadAt => readAt;

    public long CompletedAt => completedAt;

    public long Life => life;

    public int Text => text;

    public int Part => part;

    public override long Size => 200;

    public override void WriteTo(IBufferWriter<byte> output)
    {
        var bytes = output.GetSpan(Head + key.Length);
        BinaryPrimitives.WriteInt64LittleEndian(bytes, readAt);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], completedAt);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[16..], text);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[20..], part);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], life);
        output.Advance(Head + Encoding.Latin1.GetBytes(key, bytes[Head..]));
    }

    public static SimContent? Read(ReadOnlyMemory<byte> payload)
    {
        var bytes = payload.Span;
        return bytes.Length < Head ? null : new SimContent(
            Encoding.Latin1.GetString(bytes[Head..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]));
    }
}
