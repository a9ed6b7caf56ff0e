using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Responses.Stored;

/// <summary>A response in one encoding, ready to be written.</summary>
internal sealed class Representation
{
    // The object itself and the lists beside those that are counted.
    private const int OwnSize = 320;

    private readonly ReadyHeaders _ready;
    private StoredHeader[]? _notModified;

    /// <summary>Initializes a new instance of the <see cref="Representation"/> class, with a copy of the body.</summary>
    public Representation(int status, StoredHeader[] headers, string? tag, ReadOnlySpan<byte> body, BodyFraming? framing)
    {
        Tag = tag;
        Headers = headers;
        Frame = framing?.Invoke(status, headers, body);
        Body = Frame?.Body ?? body.ToArray();
        _ready = new ReadyHeaders(headers, body.Length);
        Size = (Frame?.Length ?? body.Length) + SizeOfLists();
    }

    /// <summary>Initializes a new instance of the <see cref="Representation"/> class, over a body that stays where it is.</summary>
    public Representation(StoredHeader[] headers, string? tag, KeptBytes body)
    {
        Tag = tag;
        Headers = headers;
        Body = body.Bytes;
        _ready = new ReadyHeaders(headers, body.Bytes.Length);
        Size = body.Held + SizeOfLists();
    }

    // Most of the texts are those of the stored headers.
    private long SizeOfLists() => OwnSize + (24L * (Headers.Length + (Tag is null ? 0 : StoredHeaders.CountForNotModified(Headers))));

    /// <summary>Gets its entity tag, if it has a proper one.</summary>
    public string? Tag { get; }

    public StoredHeader[] Headers { get; }

    /// <summary>Gets the headers in the form in which a hit writes them.</summary>
    public ref readonly ReadyHeaders Ready => ref _ready;

    /// <summary>Gets the headers that tell a client that it has it already. Made by the first of them; two at once make equal ones.</summary>
    public StoredHeader[] NotModifiedHeaders => Volatile.Read(ref _notModified) ?? (_notModified = Tag is null ? [] : StoredHeaders.ForNotModified(Headers));

    /// <summary>Gets the form in which the framework sends the whole, if the body is held in one.</summary>
    public FramedBody? Frame { get; }

    /// <summary>Gets the body. Where there is a frame it lies in it, and stands here too: most hits have no other use for the frame.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Gets the number of bytes that it occupies in memory.</summary>
    public long Size { get; }
}
