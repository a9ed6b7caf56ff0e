namespace Tasker.OutputCache.Store;

/// <summary>A response in one encoding, ready to be written.</summary>
internal sealed class Representation
{
    private readonly ReadyHeaders _ready;

    public Representation(int status, StoredHeader[] headers, string? tag, ReadOnlySpan<byte> body)
    {
        Tag = tag;
        Headers = headers;
        NotModifiedHeaders = tag is null ? [] : StoredHeaders.ForNotModified(headers);
        Form = FrameworkForm.Write(status, headers, body);
        Body = Form.Body;
        _ready = new ReadyHeaders(headers, body.Length);

        // Most of the texts are those of the stored headers.
        Size = Form.Length + 320 + (24L * (Headers.Length + NotModifiedHeaders.Length));
    }

    /// <summary>Gets its entity tag, if it has a proper one.</summary>
    public string? Tag { get; }

    public StoredHeader[] Headers { get; }

    /// <summary>Gets the headers in the form in which a hit writes them.</summary>
    public ref readonly ReadyHeaders Ready => ref _ready;

    public StoredHeader[] NotModifiedHeaders { get; }

    public FrameworkForm Form { get; }

    /// <summary>Gets the body. It is the tail of the form, and stands here too: a hit has no other use for the form.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Gets the number of bytes that it occupies in memory.</summary>
    public long Size { get; }
}
