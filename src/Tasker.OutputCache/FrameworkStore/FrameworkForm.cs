using System.Buffers;
using System.Text;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Responses;
using Tasker.OutputCache.Responses.Stored;

namespace Tasker.OutputCache.FrameworkStore;

/// <summary>A response in the form that the framework's middleware reads: revision 2 of its format, with the body as its tail.</summary>
/// <remarks>
/// The framework puts a number in place of every well-known text, whatever its case, and thereby changes the case. Here
/// a number stands for the very same text only. The body is held here once, for the framework and for us.
/// </remarks>
internal sealed class FrameworkForm : FramedBody
{
    private const byte Revision = FrameworkFormat.Revision;

    // The ticks of every date from the year 1827 to the year 29228 take nine bytes of seven bits.
    private const int CreatedOffset = 1;
    private const int CreatedLength = 9;

    private readonly byte[] _bytes;
    private readonly int _bodyOffset;
    private readonly int _bodyLength;
    private DateTimeOffset _created;

    private FrameworkForm(byte[] bytes, int bodyOffset, int bodyLength)
    {
        _bytes = bytes;
        _bodyOffset = bodyOffset;
        _bodyLength = bodyLength;
    }

    public override BodyFraming Framing => Write;

    public override int Length => _bytes.Length;

    public override ReadOnlyMemory<byte> Body => _bytes.AsMemory(_bodyOffset, _bodyLength);

    /// <summary>Gets the bytes of what was selected of a response: those that are held, where it was stored in this form.</summary>
    public static byte[] Of(StoredResponse response, SelectedResponse selected, DateTimeOffset now)
    {
        if (selected.Frame is FrameworkForm held)
        {
            return held.At(now);
        }

        var made = Write(selected.Status, selected.Headers, selected.Body.Span);
        made.SetCreated(response.Created);
        return made.At(now);
    }

    /// <summary>Gets the bytes of a response as it was computed.</summary>
    public static byte[] Of(StoredResponse response, DateTimeOffset now) => Of(response, new SelectedResponse(response.Status, response.Identity), now);

    public static FrameworkForm Write(int status, StoredHeader[] headers, ReadOnlySpan<byte> body)
    {
        var output = new ArrayBufferWriter<byte>(512);
        output.Write([Revision]);
        output.GetSpan(CreatedLength)[..CreatedLength].Clear();
        output.Advance(CreatedLength);
        WriteInteger(output, 0);
        WriteInteger(output, (uint)status);
        WriteInteger(output, (uint)headers.Length);
        foreach (var header in headers)
        {
            WriteText(output, header.Name);
            WriteInteger(output, (uint)header.Values.Count);
            foreach (var value in header.Values)
            {
                WriteText(output, value ?? string.Empty);
            }
        }

        // One array of the exact size.
        WriteInteger(output, (uint)body.Length);
        var bytes = new byte[output.WrittenCount + body.Length];
        output.WrittenSpan.CopyTo(bytes);
        body.CopyTo(bytes.AsSpan(output.WrittenCount));
        return new FrameworkForm(bytes, output.WrittenCount, body.Length);
    }

    private static void WriteInteger(ArrayBufferWriter<byte> output, uint value)
    {
        for (; value > 0x7F; value >>= 7)
        {
            output.Write([(byte)(value | 0x80)]);
        }

        output.Write([(byte)value]);
    }

    private static void WriteText(ArrayBufferWriter<byte> output, string value)
    {
        if (FrameworkFormat.TryGetNumber(value, out var number))
        {
            // Read without making a string of it.
            WriteInteger(output, ((uint)number << 1) | 1);
            return;
        }

        WriteInteger(output, (uint)Encoding.UTF8.GetByteCount(value) << 1);
        Encoding.UTF8.GetBytes(value, output);
    }

    public override void SetCreated(DateTimeOffset created)
    {
        _created = created;
        WriteCreated(_bytes, created);
    }

    private static void WriteCreated(byte[] bytes, DateTimeOffset created)
    {
        var ticks = (ulong)created.UtcTicks;
        for (var i = 0; i < CreatedLength; i++, ticks >>= 7)
        {
            bytes[CreatedOffset + i] = (byte)((ticks & 0x7F) | (i < CreatedLength - 1 ? 0x80u : 0));
        }
    }

    /// <summary>Gets the bytes for the framework's middleware, which takes an entry that is not older than now for none.</summary>
    public byte[] At(DateTimeOffset now)
    {
        if (_created < now)
        {
            return _bytes;
        }

        // The clock has gone back, or has not moved since. The others keep the bytes that they have.
        var corrected = (byte[])_bytes.Clone();
        WriteCreated(corrected, now.AddTicks(-1));
        return corrected;
    }
}
