using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Responses;
using Tasker.OutputCache.Responses.Stored;

namespace Tasker.OutputCache.FrameworkStore;

/// <summary>Reads what the framework's middleware writes to a store: revision 2 of its format.</summary>
/// <remarks>
/// Integers are of seven bits a byte. Revision; ticks of creation; offset in minutes; status; headers, each a name, a
/// count and values; length and bytes of the body. Names and values are a number: odd, twice the index in a table of
/// well-known texts and one; even, twice the length of the UTF-8 text that follows.
/// </remarks>
internal static class FrameworkFormat
{
    public const byte Revision = 2;

    /// <summary>The well-known texts of revision 2, in the order of their numbers.</summary>
    private static readonly string[] WellKnown =
    [
        HeaderNames.Accept, HeaderNames.AcceptCharset, HeaderNames.AcceptEncoding, HeaderNames.AcceptLanguage, HeaderNames.AcceptRanges,
        HeaderNames.AccessControlAllowCredentials, HeaderNames.AccessControlAllowHeaders, HeaderNames.AccessControlAllowMethods,
        HeaderNames.AccessControlAllowOrigin, HeaderNames.AccessControlExposeHeaders, HeaderNames.AccessControlMaxAge,
        HeaderNames.AccessControlRequestHeaders, HeaderNames.AccessControlRequestMethod, HeaderNames.Age, HeaderNames.Allow,
        HeaderNames.AltSvc, HeaderNames.Authorization, HeaderNames.Baggage, HeaderNames.CacheControl, HeaderNames.Connection,
        HeaderNames.ContentDisposition, HeaderNames.ContentEncoding, HeaderNames.ContentLanguage, HeaderNames.ContentLength,
        HeaderNames.ContentLocation, HeaderNames.ContentMD5, HeaderNames.ContentRange, HeaderNames.ContentSecurityPolicy,
        HeaderNames.ContentSecurityPolicyReportOnly, HeaderNames.ContentType, HeaderNames.CorrelationContext, HeaderNames.Cookie,
        HeaderNames.Date, HeaderNames.DNT, HeaderNames.ETag, HeaderNames.Expires, HeaderNames.Expect, HeaderNames.From, HeaderNames.Host,
        HeaderNames.KeepAlive, HeaderNames.IfMatch, HeaderNames.IfModifiedSince, HeaderNames.IfNoneMatch, HeaderNames.IfRange,
        HeaderNames.IfUnmodifiedSince, HeaderNames.LastModified, HeaderNames.Link, HeaderNames.Location, HeaderNames.MaxForwards,
        HeaderNames.Origin, HeaderNames.Pragma, HeaderNames.ProxyAuthenticate, HeaderNames.ProxyAuthorization, HeaderNames.ProxyConnection,
        HeaderNames.Range, HeaderNames.Referer, HeaderNames.RequestId, HeaderNames.RetryAfter, HeaderNames.Server,
        HeaderNames.StrictTransportSecurity, HeaderNames.TE, HeaderNames.Trailer, HeaderNames.TransferEncoding, HeaderNames.Translate,
        HeaderNames.TraceParent, HeaderNames.TraceState, HeaderNames.Vary, HeaderNames.Via, HeaderNames.Warning,
        HeaderNames.XContentTypeOptions, HeaderNames.XFrameOptions, HeaderNames.XPoweredBy, HeaderNames.XRequestedWith,
        HeaderNames.XUACompatible, HeaderNames.XXSSProtection, "X-Rtag", "X-Vhost",
        "text/html", "text/html; charset=utf-8", "text/html;charset=utf-8", "text/xml", "text/json", "application/x-binary",
        "image/svg+xml", "image/x-png", "gzip", "compress", "deflate", "br", "identity", "*", "SAMEORIGIN", "DENY", "nosniff",
    ];

    private static readonly FrozenDictionary<string, int> Numbers =
        WellKnown.Index().ToFrozenDictionary(static pair => pair.Item, static pair => pair.Index, StringComparer.Ordinal);

    /// <summary>Gets the number that stands for a text, if there is one for exactly this text.</summary>
    public static bool TryGetNumber(string text, out int number) => Numbers.TryGetValue(text, out number);

    /// <summary>Reads an entry.</summary>
    /// <param name="bytes">What the middleware has written.</param>
    /// <param name="headers">The headers of the response, if it is at hand: the format loses the case of well-known values.</param>
    /// <param name="isPlain">Whether it is served as it is, by the framework's own rules.</param>
    /// <param name="response">The response.</param>
    /// <returns><see langword="false"/> if it is of another revision, or not what this method expects.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, IHeaderDictionary? headers, bool isPlain, [NotNullWhen(true)] out StoredResponse? response)
    {
        response = null;
        var reader = new Reader(bytes);
        if (!reader.TryReadInteger(out var revision)
            || revision != Revision
            || !reader.TryReadInteger(out _)
            || !reader.TryReadInteger(out _)
            || !reader.TryReadInteger(out var status)
            || !reader.TryReadInteger(out var count)
            || count > ResponseForm.MaximumHeaders)
        {
            return false;
        }

        var stored = new StoredHeader[(int)count];
        for (var i = 0; i < stored.Length; i++)
        {
            if (!TryReadHeader(ref reader, out stored[i]))
            {
                return false;
            }

            if (headers is not null && headers.TryGetValue(stored[i].Name, out var values) && values.SequenceEqual(stored[i].Values, StringComparer.OrdinalIgnoreCase))
            {
                stored[i] = stored[i] with { Values = values };
            }
        }

        if (!reader.TryReadInteger(out var length) || length != (ulong)reader.Rest.Length)
        {
            return false;
        }

        response = new StoredResponse((int)status, stored, reader.Rest, isPlain, FrameworkForm.Write);
        return true;
    }

    private static bool TryReadHeader(ref Reader reader, out StoredHeader header)
    {
        header = default;
        if (!reader.TryReadText(out var name) || !reader.TryReadInteger(out var count) || count > ResponseForm.MaximumHeaders)
        {
            return false;
        }

        var values = new string[(int)count];
        for (var i = 0; i < values.Length; i++)
        {
            if (!reader.TryReadText(out var value))
            {
                return false;
            }

            values[i] = value;
        }

        header = new StoredHeader(name, values.Length == 1 ? new StringValues(values[0]) : new StringValues(values));
        return true;
    }

    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        public ReadOnlySpan<byte> Rest { get; private set; } = bytes;

        public bool TryReadInteger(out ulong value)
        {
            value = 0;
            for (var shift = 0; shift < 64; shift += 7)
            {
                if (Rest.IsEmpty)
                {
                    return false;
                }

                var next = Rest[0];
                Rest = Rest[1..];
                value |= (ulong)(next & 0x7F) << shift;
                if (next < 0x80)
                {
                    return true;
                }
            }

            return false;
        }

        public bool TryReadText([NotNullWhen(true)] out string? text)
        {
            text = null;
            if (!TryReadInteger(out var preamble))
            {
                return false;
            }

            var number = preamble >> 1;
            if ((preamble & 1) == 1)
            {
                text = number < (ulong)WellKnown.Length ? WellKnown[(int)number] : null;
                return text is not null;
            }

            if (number > (ulong)Rest.Length)
            {
                return false;
            }

            text = HeaderTexts.Share(Rest[..(int)number]);
            Rest = Rest[(int)number..];
            return true;
        }
    }
}
