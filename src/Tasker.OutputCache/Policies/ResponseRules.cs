using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Tasker.OutputCache.Configuration;

namespace Tasker.OutputCache.Policies;

/// <summary>Decides by status and headers whether a response may be stored (RFC 9111, section 3).</summary>
internal static class ResponseRules
{
    /// <summary>Finds the first reason against storing.</summary>
    /// <returns><see langword="null"/> if there is none.</returns>
    public static string? FindObstacle(HttpResponse response, ResourceSettings settings, CacheEndpoint endpoint, DateTimeOffset now)
    {
        var headers = response.Headers;
        return !settings.StoresStatus(response.StatusCode) ? BypassReason.Status
            : headers.SetCookie.Count > 0 ? BypassReason.SetCookie
            : headers.Trailer.Count > 0 ? BypassReason.Trailers
            : FindDirective(headers.CacheControl)
                ?? (headers.Vary.Count > 0 ? FindVary(headers.Vary, endpoint) : null)
                ?? (settings.HonorCacheControl && FindLife(headers, now) == TimeSpan.Zero ? BypassReason.NoCache : null)
                ?? (headers.ContentEncoding.Count > 0 ? BypassReason.ContentEncoding : null)
                ?? (headers.ContentLength > settings.MaxBodyBytes ? BypassReason.Body : null);
    }

    /// <summary>Finds how long the endpoint itself says that its response is fresh: <c>s-maxage</c>, <c>max-age</c> or <c>Expires</c>, in this order.</summary>
    public static TimeSpan? FindLife(IHeaderDictionary headers, DateTimeOffset now)
    {
        if (HeaderUtilities.TryParseSeconds(headers.CacheControl, CacheControlHeaderValue.SharedMaxAgeString, out var life)
            || HeaderUtilities.TryParseSeconds(headers.CacheControl, CacheControlHeaderValue.MaxAgeString, out life))
        {
            return life;
        }

        // What can't be read counts as stale (RFC 9111, sections 4.2.1 and 5.3).
        return HeaderUtilities.ContainsCacheDirective(headers.CacheControl, CacheControlHeaderValue.SharedMaxAgeString)
            || HeaderUtilities.ContainsCacheDirective(headers.CacheControl, CacheControlHeaderValue.MaxAgeString) ? TimeSpan.Zero
            : headers.Expires.Count == 0 ? null
            : HeaderUtilities.TryParseDate(headers.Expires.ToString(), out var expires) && expires > now ? expires - now
            : TimeSpan.Zero;
    }

    private static string? FindDirective(StringValues cacheControl) =>
        cacheControl.Count == 0 ? null
        : HeaderUtilities.ContainsCacheDirective(cacheControl, CacheControlHeaderValue.NoStoreString) ? BypassReason.NoStore
        : HeaderUtilities.ContainsCacheDirective(cacheControl, CacheControlHeaderValue.PrivateString) ? BypassReason.Private
        : HeaderUtilities.ContainsCacheDirective(cacheControl, CacheControlHeaderValue.NoCacheString) ? BypassReason.NoCache
        : null;

    private static string? FindVary(StringValues vary, CacheEndpoint endpoint)
    {
        foreach (var line in vary)
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                var name = line.AsSpan()[range].Trim();

                // What is held has no encoding, whatever the client asked for.
                if (!name.IsEmpty && !name.Equals(HeaderNames.AcceptEncoding, StringComparison.OrdinalIgnoreCase) && !endpoint.CoversHeader(name))
                {
                    return BypassReason.Vary;
                }
            }
        }

        return null;
    }
}
