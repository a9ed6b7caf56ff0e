using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Responses;

/// <summary>Lists of headers: what of a response is kept, and what its representations have instead.</summary>
internal static class StoredHeaders
{
    // What belongs to a connection, or is made again for every response (RFC 9111, section 3.1).
    private static readonly string[] NeverKept =
    [
        HeaderNames.Connection, HeaderNames.KeepAlive, HeaderNames.ProxyConnection, HeaderNames.ProxyAuthenticate, "Proxy-Authentication-Info",
        HeaderNames.ProxyAuthorization, HeaderNames.TE, HeaderNames.Trailer, HeaderNames.TransferEncoding, HeaderNames.Upgrade, HeaderNames.Age,
    ];

    // RFC 9110, section 15.4.5.
    private static readonly string[] OfNotModified =
        [HeaderNames.CacheControl, HeaderNames.ContentLocation, HeaderNames.Date, HeaderNames.ETag, HeaderNames.Expires, HeaderNames.Vary];

    /// <summary>Returns the headers that a cache may keep.</summary>
    public static StoredHeader[] Keep(StoredHeader[] headers)
    {
        TryFind(headers, HeaderNames.Connection, out var connection);
        foreach (var header in headers)
        {
            if (!IsKept(header.Name, connection))
            {
                return Only(headers, connection);
            }
        }

        return headers;
    }

    private static StoredHeader[] Only(StoredHeader[] headers, StringValues connection) => Array.FindAll(headers, header => IsKept(header.Name, connection));

    private static bool IsKept(string name, StringValues connection) => !IsOneOf(NeverKept, name) && !(connection.Count > 0 && Names(connection, name));

    private static bool IsOneOf(string[] names, string name)
    {
        foreach (var other in names)
        {
            if (other.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Returns the headers of one representation.</summary>
    public static StoredHeader[] Represent(StoredHeader[] headers, string? tag, ContentCoding coding, bool varies, int? length)
    {
        var hasVary = varies && TryFind(headers, HeaderNames.Vary, out _);
        var added = (varies && !hasVary ? 1 : 0) + (tag is null ? 0 : 1) + (coding == ContentCoding.Identity ? 0 : 1) + (length is null ? 0 : 1);
        var result = new StoredHeader[CountOfKept(headers, tag) + added];
        var count = 0;
        foreach (var header in headers)
        {
            if (Is(header, HeaderNames.Vary) && varies)
            {
                result[count++] = Names(header.Values, HeaderNames.AcceptEncoding) ? header : header with { Values = StringValues.Concat(header.Values, HeaderNames.AcceptEncoding) };
            }
            else if (IsRepresented(header, tag))
            {
                result[count++] = header;
            }
        }

        if (varies && !hasVary)
        {
            result[count++] = new StoredHeader(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        }

        if (tag is not null)
        {
            result[count++] = new StoredHeader(HeaderNames.ETag, tag);
        }

        if (coding != ContentCoding.Identity)
        {
            result[count++] = new StoredHeader(HeaderNames.ContentEncoding, coding == ContentCoding.Brotli ? "br" : "gzip");
        }

        if (length is { } bytes)
        {
            result[count++] = new StoredHeader(HeaderNames.ContentLength, HeaderTexts.Share(HeaderUtilities.FormatNonNegativeInt64(bytes)));
        }

        return result;
    }

    private static int CountOfKept(StoredHeader[] headers, string? tag)
    {
        var count = 0;
        foreach (var header in headers)
        {
            count += IsRepresented(header, tag) ? 1 : 0;
        }

        return count;
    }

    private static bool IsRepresented(StoredHeader header, string? tag) => !Is(header, HeaderNames.ContentLength) && !(tag is not null && Is(header, HeaderNames.ETag));

    /// <summary>Returns those of a representation's headers that tell a client that it has it already.</summary>
    public static StoredHeader[] ForNotModified(StoredHeader[] headers) => Array.FindAll(headers, static header => IsOneOf(OfNotModified, header.Name));

    /// <summary>Counts what <see cref="ForNotModified"/> returns.</summary>
    public static int CountForNotModified(StoredHeader[] headers)
    {
        var count = 0;
        foreach (var header in headers)
        {
            count += IsOneOf(OfNotModified, header.Name) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Returns the headers of a part of the body.</summary>
    public static StoredHeader[] ForPart(StoredHeader[] headers, int offset, int count, int length)
    {
        var result = new List<StoredHeader>(headers.Length + 2);
        foreach (var header in headers)
        {
            // A digest of the content would be one of the part.
            if (!Is(header, HeaderNames.ContentLength) && !Is(header, HeaderNames.AcceptRanges) && !Is(header, "Content-Digest") && !Is(header, HeaderNames.ContentMD5))
            {
                result.Add(header);
            }
        }

        result.Add(new StoredHeader(HeaderNames.AcceptRanges, "bytes"));
        result.Add(new StoredHeader(HeaderNames.ContentRange, new ContentRangeHeaderValue(offset, offset + count - 1, length).ToString()));
        result.Add(new StoredHeader(HeaderNames.ContentLength, HeaderUtilities.FormatNonNegativeInt64(count)));
        return [.. result];
    }

    /// <summary>Returns the headers that tell a client how long the body is of which it wanted what is beyond.</summary>
    public static StoredHeader[] ForUnsatisfiable(int length) =>
    [
        new StoredHeader(HeaderNames.AcceptRanges, "bytes"),
        new StoredHeader(HeaderNames.ContentRange, new ContentRangeHeaderValue(length).ToString()),
    ];

    /// <summary>Returns headers without some of them.</summary>
    public static StoredHeader[] Without(StoredHeader[] headers, List<string> names) =>
        Array.FindAll(headers, header => !names.Contains(header.Name, StringComparer.OrdinalIgnoreCase));

    public static bool TryFind(StoredHeader[] headers, string name, out StringValues values)
    {
        foreach (var header in headers)
        {
            if (Is(header, name))
            {
                values = header.Values;
                return true;
            }
        }

        values = default;
        return false;
    }

    /// <summary>Writes headers into a response, in place of what is there.</summary>
    public static void Copy(StoredHeader[] headers, IHeaderDictionary response)
    {
        foreach (var header in headers)
        {
            response[header.Name] = header.Values;
        }
    }

    /// <summary>Removes one value of a header.</summary>
    /// <returns><see langword="false"/> if it is not there.</returns>
    public static bool TryRemove(StoredHeader[] headers, string name, string value, out StoredHeader[] others)
    {
        others = headers;
        var index = Array.FindIndex(headers, header => Is(header, name) && header.Values.Contains(value));
        if (index < 0)
        {
            return false;
        }

        string?[] left = [.. headers[index].Values.Where(other => other != value)];
        others = left.Length == 0
            ? [.. headers[..index], .. headers[(index + 1)..]]
            : [.. headers[..index], headers[index] with { Values = left.Length == 1 ? new StringValues(left[0]) : new StringValues(left) }, .. headers[(index + 1)..]];
        return true;
    }

    /// <summary>Tells whether a list has a name in it.</summary>
    public static bool Names(StringValues list, string name)
    {
        foreach (var line in list)
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                if (line.AsSpan()[range].Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Gets the bytes that headers occupy in memory.</summary>
    public static long SizeOf(StoredHeader[] headers)
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

    private static bool Is(StoredHeader header, string name) => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
