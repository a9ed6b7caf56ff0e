using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Tasker.OutputCache.Policies;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Store;

/// <summary>A response as it was computed: status, headers, body. And what is made of it for clients.</summary>
internal sealed class StoredResponse : CachedContent
{
    /// <summary>What is smaller is sent as it is: it fits into one packet, or is not worth the trouble.</summary>
    public const int MinimumEncodedLength = 1024;

    // Headers and body of the plain form, which stand in it besides.
    private const int OwnSize = 72;

    private const byte Format = 1;

    private readonly string? _tag;
    private readonly bool _isOwnTag;
    private readonly LazyRepresentation? _gzip;
    private readonly LazyRepresentation? _brotli;
    private readonly ReadyHeaders _ready;
    private readonly KeptBytes? _kept;

    /// <param name="status">The status.</param>
    /// <param name="headers">The headers, as the handler wrote them.</param>
    /// <param name="body">The body.</param>
    /// <param name="isPlain">Whether it is served as it is, by the framework's own rules.</param>
    /// <param name="framing">Puts the body into the form in which somebody else sends it, if anybody does.</param>
    public StoredResponse(int status, StoredHeader[] headers, ReadOnlySpan<byte> body, bool isPlain = false, BodyFraming? framing = null)
        : this(status, headers, body, kept: null, isPlain, framing)
    {
    }

    // A body that is kept is not copied. It is the body that is given.
    private StoredResponse(int status, StoredHeader[] headers, ReadOnlySpan<byte> body, KeptBytes? kept, bool isPlain, BodyFraming? framing)
    {
        Status = status;
        Headers = StoredHeaders.Keep(headers);
        if (isPlain)
        {
            Identity = new Representation(status, Headers, null, body, framing);
        }
        else
        {
            if (status == StatusCodes.Status200OK)
            {
                _isOwnTag = !TryGetHeader(HeaderNames.ETag, out var tag);
                _tag = _isOwnTag ? EntityTag.Of(body) : tag is [{ } text] && EntityTag.IsWellFormed(text) ? text : null;
                LastModified = TryGetHeader(HeaderNames.LastModified, out var modified) && HeaderUtilities.TryParseDate(modified.ToString(), out var date) ? date : null;
            }

            if (IsCompressible(body.Length))
            {
                _gzip = new LazyRepresentation(ContentCoding.Gzip);
                _brotli = new LazyRepresentation(ContentCoding.Brotli);
            }

            Identity = Represent(ContentCoding.Identity, body, kept, framing);
        }

        _kept = kept;
        _ready = Identity.Ready;
        Body = Identity.Body;
        Size = Identity.Size + OwnSize + StoredHeaders.SizeOf(Headers) + (_gzip is null ? 0 : 2 * LazyRepresentation.Overhead);
    }

    /// <summary>Returns the response with the word that it is not for everybody.</summary>
    public StoredResponse AsPrivate() => Has(HeaderNames.CacheControl)
        ? this
        : new StoredResponse(Status, [.. Headers, new StoredHeader(HeaderNames.CacheControl, PrivateResponse.Directive)], Body.Span, _kept, isPlain: false, Framing);

    /// <summary>Returns the response with other headers.</summary>
    public StoredResponse With(StoredHeader[] headers) => new(Status, headers, Body.Span, isPlain: false, Framing);

    private BodyFraming? Framing => Identity.Frame?.Framing;

    public int Status { get; }

    /// <summary>Gets the headers as the handler wrote them, but for those that no cache may keep.</summary>
    public StoredHeader[] Headers { get; }

    /// <summary>Gets the body without an encoding.</summary>
    /// <remarks>As <see cref="Ready"/>, it stands here besides in <see cref="Identity"/>: a hit finds it one access to distant memory earlier.</remarks>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Gets the headers of <see cref="Identity"/> in the form in which a hit writes them.</summary>
    public ref readonly ReadyHeaders Ready => ref _ready;

    /// <summary>Gets the response without an encoding.</summary>
    public Representation Identity { get; }

    /// <summary>Gets when the handler says that it was modified.</summary>
    public DateTimeOffset? LastModified { get; }

    public override long Size { get; }

    private bool IsCompressible(int length) =>
        length >= MinimumEncodedLength
        && Status is not (StatusCodes.Status206PartialContent or StatusCodes.Status304NotModified)
        && TryGetHeader(HeaderNames.ContentType, out var type)
        && CompressibleTypes.Contains(type.ToString())
        && !Has(HeaderNames.ContentEncoding)
        && !Has(HeaderNames.ContentMD5)
        && !Has("Content-Digest")
        && !(TryGetHeader(HeaderNames.CacheControl, out var control) && HeaderUtilities.ContainsCacheDirective(control, CacheControlHeaderValue.NoTransformString));

    private bool Has(string name) => TryGetHeader(name, out _);

    private Representation Represent(ContentCoding coding, ReadOnlySpan<byte> body, KeptBytes? kept, BodyFraming? framing)
    {
        var tag = coding == ContentCoding.Identity || _tag is null ? _tag : EntityTag.ForCoding(_tag, coding, _isOwnTag);
        int? length = Status is StatusCodes.Status204NoContent or StatusCodes.Status304NotModified ? null : body.Length;
        var headers = StoredHeaders.Represent(Headers, tag, coding, _gzip is not null, length);
        return kept is { } bytes ? new Representation(headers, tag, bytes) : new Representation(Status, headers, tag, body, framing);
    }

    /// <summary>Makes an encoded representation.</summary>
    public Representation Encode(ContentCoding coding, ReadOnlySpan<byte> body)
    {
        var representation = Represent(coding, body, kept: null, Framing);
        representation.Frame?.Date(Created);
        return representation;
    }

    /// <summary>Gets what makes a representation, or <see langword="null"/> if the response is not to be encoded.</summary>
    public LazyRepresentation? InCoding(ContentCoding coding) => coding switch
    {
        ContentCoding.Gzip => _gzip,
        ContentCoding.Brotli => _brotli,
        _ => null,
    };

    /// <summary>Tells whether a strong tag of a request names this response, in whatever encoding.</summary>
    public bool IsNamedBy(StringValues tags) =>
        _tag is not null
        && (EntityTag.IsIn(tags, _tag, isWeak: false)
            || (_isOwnTag && _gzip is not null && (IsNamedBy(tags, ContentCoding.Gzip) || IsNamedBy(tags, ContentCoding.Brotli))));

    private bool IsNamedBy(StringValues tags, ContentCoding coding) => EntityTag.IsIn(tags, EntityTag.ForCoding(_tag!, coding, isOurs: true), isWeak: false);

    /// <summary>Gets when it was created, once that is known.</summary>
    public DateTimeOffset Created { get; private set; }

    public override void Date(DateTimeOffset created)
    {
        Created = created;
        Identity.Frame?.Date(created);
    }

    public bool TryGetHeader(string name, out StringValues values) => StoredHeaders.TryFind(Headers, name, out values);

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
    /// <param name="payload">The bytes.</param>
    /// <param name="isPlain">Whether it is served as it is, by the framework's own rules.</param>
    /// <param name="keeps">Whether the body may stay in <paramref name="payload"/>, which nobody changes.</param>
    /// <param name="framing">Puts the body into the form in which somebody else sends it, if anybody does.</param>
    public static StoredResponse? Read(ReadOnlyMemory<byte> payload, bool isPlain = false, bool keeps = false, BodyFraming? framing = null)
    {
        var reader = new EntryReader(payload.Span);
        if (!reader.TryReadByte(out var format)
            || format != Format
            || !reader.TryReadInt32(out var status)
            || !reader.TryReadInt32(out var count)
            || count is < 0 or > ResponseForm.MaximumHeaders)
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

        if (!reader.TryReadBlock(out var offset, out var length) || !ResponseForm.IsPossible(status, headers, length, isPlain))
        {
            return null;
        }

        var body = payload.Slice(offset, length);
        KeptBytes? kept = null;
        if (keeps)
        {
            KeptBytes.TryKeep(body, out kept);
        }

        return new StoredResponse(status, headers, body.Span, kept, isPlain, framing);
    }

    private static bool TryReadHeader(ref EntryReader reader, out StoredHeader header)
    {
        header = default;
        if (!reader.TryReadText(out var text) || !reader.TryReadInt32(out var count) || count is < 0 or > ResponseForm.MaximumHeaders)
        {
            return false;
        }

        var name = HeaderTexts.Share(text);
        if (count == 1)
        {
            if (!reader.TryReadText(out var only))
            {
                return false;
            }

            header = new StoredHeader(name, HeaderTexts.Share(only));
            return true;
        }

        var values = new string[count];
        for (var i = 0; i < count; i++)
        {
            if (!reader.TryReadText(out var value))
            {
                return false;
            }

            values[i] = HeaderTexts.Share(value);
        }

        header = new StoredHeader(name, new StringValues(values));
        return true;
    }
}
