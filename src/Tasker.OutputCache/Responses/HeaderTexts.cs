using System.Collections.Frozen;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace Tasker.OutputCache.Responses;

/// <summary>Lets entries share the texts of their headers: thousands of entries have the same few, and what is shared is in the processor's cache when a hit needs it.</summary>
internal static class HeaderTexts
{
    private const int MaximumLength = 128;

    // A power of two. Each place holds the text that came to it last.
    private const int Places = 256;

    // What most responses have never loses its place to another text.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Common = FrozenSet.Create(
        StringComparer.Ordinal,
        HeaderNames.AcceptRanges, HeaderNames.AccessControlAllowCredentials, HeaderNames.AccessControlAllowHeaders,
        HeaderNames.AccessControlAllowMethods, HeaderNames.AccessControlAllowOrigin, HeaderNames.AccessControlExposeHeaders,
        HeaderNames.AccessControlMaxAge, HeaderNames.Allow, HeaderNames.AltSvc, HeaderNames.CacheControl, HeaderNames.ContentDisposition,
        HeaderNames.ContentEncoding, HeaderNames.ContentLanguage, HeaderNames.ContentLength, HeaderNames.ContentLocation,
        HeaderNames.ContentMD5, HeaderNames.ContentRange, HeaderNames.ContentSecurityPolicy, HeaderNames.ContentSecurityPolicyReportOnly,
        HeaderNames.ContentType, HeaderNames.Date, HeaderNames.ETag, HeaderNames.Expires, HeaderNames.LastModified, HeaderNames.Link,
        HeaderNames.Location, HeaderNames.Pragma, HeaderNames.RetryAfter, HeaderNames.Server, HeaderNames.StrictTransportSecurity,
        HeaderNames.Vary, HeaderNames.Via, HeaderNames.Warning, HeaderNames.XContentTypeOptions, HeaderNames.XFrameOptions,
        HeaderNames.XPoweredBy, HeaderNames.XXSSProtection,
        HeaderNames.AcceptEncoding, HeaderNames.Origin,
        "application/json", "application/json; charset=utf-8", "application/problem+json", "image/svg+xml", "text/css", "text/html",
        "text/html; charset=utf-8", "text/javascript", "text/plain", "text/plain; charset=utf-8", "text/xml",
        "br", "gzip", "identity", "bytes", "none", "*", "no-cache", "private", "public", "nosniff", "DENY", "SAMEORIGIN",
        "no-referrer", "strict-origin-when-cross-origin").GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly string?[] Recent = new string?[Places];

    /// <summary>Returns a text that is equal to the given one, most likely one that others hold already.</summary>
    public static string Share(string text) => Share(text, text);

    /// <summary>Returns the text that UTF-8 bytes are, most likely one that others hold already: then none is made.</summary>
    public static string Share(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaximumLength)
        {
            return Encoding.UTF8.GetString(bytes);
        }

        // Never more characters than bytes.
        Span<char> text = stackalloc char[MaximumLength];
        return Share(text[..Encoding.UTF8.GetChars(bytes, text)], null);
    }

    private static string Share(ReadOnlySpan<char> text, string? made)
    {
        if (Common.TryGetValue(text, out var known))
        {
            return known;
        }

        if (text.Length > MaximumLength)
        {
            return made ?? text.ToString();
        }

        ref var place = ref Recent[string.GetHashCode(text) & (Places - 1)];
        var recent = Volatile.Read(ref place);
        if (recent is not null && text.SequenceEqual(recent))
        {
            return recent;
        }

        made ??= text.ToString();
        Volatile.Write(ref place, made);
        return made;
    }
}
