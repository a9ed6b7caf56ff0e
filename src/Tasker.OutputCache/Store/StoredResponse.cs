using System.Buffers;
using Microsoft.Extensions.Primitives;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Store;

/// <summary>A response as it was computed: status, headers, body.</summary>
internal sealed class StoredResponse : CachedContent
{
    private const byte Format = 1;
    private const int MaximumHeaders = 1024;

    private readonly FrameworkForm _form;

    public StoredResponse(int status, StoredHeader[] headers, ReadOnlySpan<byte> body)
    {
        Status = status;
        Headers = headers;
        _form = FrameworkForm.Write(status, headers, body);
        Size = _form.Length + SizeOf(headers);
    }

    private static long SizeOf(StoredHeader[] headers)
    {
        var size = 0L;
        foreach (var header in headers)
        {
            size += 64 + (sizeof(char) * (long)header.Name.Length);
            foreach (var value in header.Values)
            {
                size += 32 + (sizeof(char) * (long)(value?.Length ?? 0));
            }
        }

        return size;
    }

    public int Status { get; }

    public StoredHeader[] Headers { get; }

    public ReadOnlyMemory<byte> Body => _form.Body;

    public override long Size { get; }

    public override void Date(DateTimeOffset created) => _form.Date(created);

    /// <summary>Gets the response as the framework's middleware reads it.</summary>
    public byte[] ToFrameworkForm(DateTimeOffset now) => _form.At(now);

    public bool TryGetHeader(string name, out StringValues values)
    {
        foreach (var header in Headers)
        {
            if (string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                values = header.Values;
                return true;
            }
        }

        values = default;
        return false;
    }

    public override void WriteTo(IBufferWriter<byte> output)
    {
        var writer = new EntryWriter(output);
        writer.WriteByte(Format);
        writer.WriteInt32(Status);
        writer.WriteInt32(Headers.Length);
        foreach (var header in Headers)
        {
            writer.WriteString(header.Name);
            writer.WriteInt32(header.Values.Count);
            foreach (var value in header.Values)
            {
                writer.WriteString(value ?? string.Empty);
            }
        }

        writer.WriteBlock(Body.Span);
    }

    /// <summary>Reads what <see cref="WriteTo"/> has written.</summary>
    public static StoredResponse? Read(ReadOnlyMemory<byte> payload)
    {
        var reader = new EntryReader(payload.Span);
        if (!reader.TryReadByte(out var format)
            || format != Format
            || !reader.TryReadInt32(out var status)
            || !reader.TryReadInt32(out var count)
            || count is < 0 or > MaximumHeaders)
        {
            return null;
        }

        var headers = new StoredHeader[count];
        for (var i = 0; i < count; i++)
        {
            if (!TryReadHeader(ref reader, out headers[i]))
            {
                return null;
            }
        }

        return reader.TryReadBlock(out var offset, out var length)
            ? new StoredResponse(status, headers, payload.Span.Slice(offset, length))
            : null;
    }

    private static bool TryReadHeader(ref EntryReader reader, out StoredHeader header)
    {
        header = default;
        if (!reader.TryReadString(out var name) || !reader.TryReadInt32(out var count) || count is < 0 or > MaximumHeaders)
        {
            return false;
        }

        var values = new string[count];
        for (var i = 0; i < count; i++)
        {
            if (!reader.TryReadString(out var value))
            {
                return false;
            }

            values[i] = value;
        }

        header = new StoredHeader(name, values.Length == 1 ? new StringValues(values[0]) : new StringValues(values));
        return true;
    }
}
