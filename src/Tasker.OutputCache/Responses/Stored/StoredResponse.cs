using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Responses;
using Tasker.OutputCache.Responses.Control;
using Tasker.OutputCache.Responses.Stored;

namespace Tasker.OutputCache.Engine;

/// <summary>A response as it was computed: status, headers, body. And what is made of it for clients.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class StoredResponse : CachedContent
{
    /// <summary>What is smaller is sent as it is: it fits into one packet, or is not worth the trouble.</summary>
    internal const int MinimumEncodedLength = 1024;

    // Headers and body of the plain form, which stand in it besides.
    private const int OwnSize = 72;

    private const int VersionOverhead = 24;

    private const byte Format = 1;

    // The version of the data stands after the body.
    private const byte FormatWithVersion = 2;

    private readonly string? _tag;
    private readonly bool _isOwnTag;
    private readonly bool _varies;
    private LazyRepresentation? _gzip;
    private LazyRepresentation? _brotli;
    private readonly ReadyHeaders _ready;
    private readonly KeptBytes? _kept;
    private readonly long _size;

    /// <param name="status">The status.</param>
    /// <param name="headers">The headers, as the handler wrote them.</param>
    /// <param name="body">The body.</param>
    /// <param name="isPlain">Whether it is served as it is, by the framework's own rules.</param>
    /// <param name="framing">Puts the body into the form in which the framework sends it, if it does.</param>
    internal StoredResponse(int status, StoredHeader[] headers, ReadOnlySpan<byte> body, bool isPlain = false, BodyFraming? framing = null)
        : this(status, headers, body, kept: null, ownTag: null, isPlain, framing)
    {
    }

    // A body that is kept is not copied. It is the body that is given.
    private StoredResponse(int status, StoredHeader[] headers, ReadOnlySpan<byte> body, KeptBytes? kept, string? ownTag, bool isPlain, BodyFraming? framing)
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
                _tag = _isOwnTag ? ownTag ?? EntityTag.Of(body) : tag is [{ } text] && EntityTag.IsWellFormed(text) ? text : null;
                LastModified = TryGetHeader(HeaderNames.LastModified, out var modified) && HeaderUtilities.TryParseDate(modified.ToString(), out var date) ? date : null;
            }

            _varies = IsCompressible(body.Length);
            Identity = Represent(ContentCoding.Identity, body, kept, framing);
        }

        _kept = kept;
        _ready = Identity.Ready;
        Body = Identity.Body;
        _size = Identity.Size + OwnSize + StoredHeaders.SizeOf(Headers) + (_varies ? 2 * LazyRepresentation.Overhead : 0);
    }

    /// <summary>Returns the response with the word that it is not for everybody.</summary>
    internal StoredResponse AsPrivate() => Has(HeaderNames.CacheControl)
        ? this
        : new StoredResponse(Status, [.. Headers, new StoredHeader(HeaderNames.CacheControl, PrivateResponse.Directive)], Body.Span, _kept, OwnTag, isPlain: false, Framing) { Version = Version };

    /// <summary>Returns the response with other headers.</summary>
    internal StoredResponse With(StoredHeader[] headers) => new(Status, headers, Body.Span, isPlain: false, Framing) { Version = Version };

    /// <summary>Returns a response of its own that is as good as a new one (RFC 9111, section 4.3.4).</summary>
    internal StoredResponse Renewed(DateTimeOffset now) => With(
        [.. Headers.Where(static header => !header.Name.Equals(HeaderNames.Date, StringComparison.OrdinalIgnoreCase)), new StoredHeader(HeaderNames.Date, HeaderUtilities.FormatDate(now))]);

    /// <summary>Gets or sets the version of the data, found before the response was computed. To be set before other requests see the response.</summary>
    internal string? Version { get; set; }

    /// <summary>Gets the entity tag that the handler has given, if it is well-formed.</summary>
    internal string? TagOfHandler => _isOwnTag ? null : _tag;

    private string? OwnTag => _isOwnTag ? _tag : null;

    private BodyFraming? Framing => Identity.Frame?.Framing;

    /// <summary>Gets the status.</summary>
    public int Status { get; }

    /// <summary>Gets the headers as the handler wrote them, but for those that no cache may keep.</summary>
    public StoredHeader[] Headers { get; }

    /// <summary>Gets the body without an encoding.</summary>
    /// <remarks>As <see cref="Ready"/>, it stands here besides in <see cref="Identity"/>: a hit finds it one access to distant memory earlier.</remarks>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Gets the headers of <see cref="Identity"/> in the form in which a hit writes them.</summary>
    internal ref readonly ReadyHeaders Ready => ref _ready;

    /// <summary>Gets the response without an encoding.</summary>
    internal Representation Identity { get; }

    /// <summary>Gets when the handler says that it was modified.</summary>
    internal DateTimeOffset? LastModified { get; }

    /// <inheritdoc/>
    public override long Size => _size + (Version is null ? 0 : VersionOverhead + (sizeof(char) * (long)Version.Length));

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
        var headers = StoredHeaders.Represent(Headers, tag, coding, _varies, length);
        return kept is { } bytes ? new Representation(headers, tag, bytes) : new Representation(Status, headers, tag, body, framing);
    }

    /// <summary>Makes an encoded representation.</summary>
    internal Representation Encode(ContentCoding coding, ReadOnlySpan<byte> body)
    {
        var representation = Represent(coding, body, kept: null, Framing);
        representation.Frame?.SetCreated(Created);
        return representation;
    }

    /// <summary>Gets what makes a representation, or <see langword="null"/> if the response is not to be encoded.</summary>
    internal LazyRepresentation? InCoding(ContentCoding coding) => coding switch
    {
        ContentCoding.Gzip when _varies => Volatile.Read(ref _gzip) ?? Add(ref _gzip, coding),
        ContentCoding.Brotli when _varies => Volatile.Read(ref _brotli) ?? Add(ref _brotli, coding),
        _ => null,
    };

    // Made by the first who asks: of what is read out of the far tier, most has no second reader.
    private static LazyRepresentation Add(ref LazyRepresentation? representation, ContentCoding coding)
    {
        var made = new LazyRepresentation(coding);
        return Interlocked.CompareExchange(ref representation, made, null) ?? made;
    }

    /// <summary>Tells whether a strong tag of a request names this response, in whatever encoding.</summary>
    internal bool IsNamedBy(StringValues tags) =>
        _tag is not null
        && (EntityTag.IsIn(tags, _tag, isWeak: false)
            || (_isOwnTag && _varies && (IsNamedBy(tags, ContentCoding.Gzip) || IsNamedBy(tags, ContentCoding.Brotli))));

    private bool IsNamedBy(StringValues tags, ContentCoding coding) => EntityTag.IsIn(tags, EntityTag.ForCoding(_tag!, coding, isOurs: true), isWeak: false);

    /// <summary>Gets when it was created, once that is known.</summary>
    internal DateTimeOffset Created { get; private set; }

    /// <inheritdoc/>
    public override void SetCreated(DateTimeOffset created)
    {
        Created = created;
        Identity.Frame?.SetCreated(created);
    }

    /// <inheritdoc/>
    public override StaleWindows? WindowsIn(ResourceSettings settings) => ResponseControl.WindowsOf(Headers, settings);

    /// <summary>Finds a header.</summary>
    public bool TryGetHeader(string name, out StringValues values) => StoredHeaders.TryFind(Headers, name, out values);

    /// <inheritdoc/>
    public override void WriteTo(IBufferWriter<byte> output)
    {
        var writer = new EntryWriter(output);
        writer.WriteByte(Version is null ? Format : FormatWithVersion);
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
        if (Version is not null)
        {
            writer.WriteString(Version);
        }

        if (OwnTag is { } tag)
        {
            // Behind the rest: a build that does not know it reads no further.
            writer.WriteString(tag);
        }
    }

    /// <summary>Reads what <see cref="WriteTo"/> has written.</summary>
    /// <param name="payload">The bytes.</param>
    /// <param name="isPlain">Whether it is served as it is, by the framework's own rules.</param>
    /// <param name="keeps">Whether the body may stay in <paramref name="payload"/>, which is never changed.</param>
    /// <param name="framing">Puts the body into the form in which the framework sends it, if it does.</param>
    internal static StoredResponse? Read(ReadOnlyMemory<byte> payload, bool isPlain = false, bool keeps = false, BodyFraming? framing = null)
    {
        var reader = new EntryReader(payload.Span);
        if (!reader.TryReadByte(out var format)
            || format is not (Format or FormatWithVersion)
            || !reader.TryReadInt32(out var status)
            || !reader.TryReadInt32(out var count)
            || count is < 0 or > ResponseForm.MaximumHeaders)
        {
            return null;
        }

        var headers = new StoredHeader[count];
        for (var i = 0; i < count; i++)
        {
            if (!ResponseForm.TryReadHeader(ref reader, out headers[i]))
            {
                return null;
            }
        }

        if (!reader.TryReadBlock(out var offset, out var length) || !ResponseForm.IsPossible(status, headers, length, isPlain))
        {
            return null;
        }

        string? version = null;
        if (format == FormatWithVersion)
        {
            if (!reader.TryReadText(out var text))
            {
                return null;
            }

            version = Encoding.UTF8.GetString(text);
        }

        // Of an older build there is none.
        var ownTag = reader.TryReadText(out var tag) ? EntityTag.FromStored(tag) : null;
        var body = payload.Slice(offset, length);
        KeptBytes? kept = null;
        if (keeps)
        {
            KeptBytes.TryKeep(body, out kept);
        }

        return new StoredResponse(status, headers, body.Span, kept, ownTag, isPlain, framing) { Version = version };
    }
}
