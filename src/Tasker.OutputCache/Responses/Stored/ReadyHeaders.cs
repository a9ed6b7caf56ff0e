using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Responses.Stored;

/// <summary>The headers of a representation, sorted for writing: those that most responses have are set by their own properties, which a server finds without their names.</summary>
internal readonly struct ReadyHeaders
{
    private readonly StringValues _contentType;
    private readonly StringValues _date;
    private readonly StringValues _vary;
    private readonly string? _tag;
    private readonly StringValues _encoding;
    private readonly StoredHeader[] _others;
    private readonly int _length = -1;

    public ReadyHeaders(StoredHeader[] headers, int length)
    {
        List<StoredHeader>? others = null;
        foreach (var header in headers)
        {
            // Names that a handler has written in its own way stay as they are.
            switch (header.Name)
            {
                case "Content-Type":
                    _contentType = header.Values;
                    break;
                case "Date":
                    _date = header.Values;
                    break;
                case "Vary":
                    _vary = header.Values;
                    break;
                case "ETag" when header.Values.Count == 1:
                    _tag = header.Values[0];
                    break;
                case "Content-Encoding":
                    _encoding = header.Values;
                    break;
                case "Content-Length":
                    _length = length;
                    break;
                default:
                    (others ??= []).Add(header);
                    HasCacheStatus |= header.Name.Equals(CacheStatus.HeaderName, StringComparison.OrdinalIgnoreCase);
                    break;
            }
        }

        _others = others is null ? [] : others.Count == headers.Length ? headers : [.. others];
    }

    /// <summary>Gets a value indicating whether another cache's <c>Cache-Status</c> is among them.</summary>
    public bool HasCacheStatus { get; }

    /// <summary>Writes them into a response. As the framework does: they take the place of what is there, and the rest stays.</summary>
    public void CopyTo(IHeaderDictionary headers)
    {
        if (_contentType.Count > 0)
        {
            headers.ContentType = _contentType;
        }

        if (_date.Count > 0)
        {
            headers.Date = _date;
        }

        if (_vary.Count > 0)
        {
            headers.Vary = _vary;
        }

        if (_encoding.Count > 0)
        {
            headers.ContentEncoding = _encoding;
        }

        if (_length >= 0)
        {
            headers.ContentLength = _length;
        }

        // The only text that no other entry has: last, because it is the last to come out of distant memory.
        if (_tag is not null)
        {
            headers.ETag = _tag;
        }

        if (_others.Length > 0)
        {
            StoredHeaders.Copy(_others, headers);
        }
    }
}
