using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Tasker.OutputCache.Configuration;

namespace Tasker.OutputCache.Policies;

/// <summary>Decides by status and headers whether a response may be stored (RFC 9111, section 3).</summary>
internal static class ResponseRules
{
    // What the middleware of the framework leaves in a request.
    private const string CorsInvoked = "__CorsMiddlewareWithEndpointInvoked";

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

    /// <summary>Finds the first reason against storing in a head that has left. Middleware in front of the cache has written to it last.</summary>
    /// <remarks>What such middleware makes of the body, an encoding for one, is not in what is stored.</remarks>
    public static string? FindLateObstacle(HttpResponse response, ResourceSettings settings, CacheEndpoint endpoint, DateTimeOffset now)
    {
        var headers = response.Headers;
        return !settings.StoresStatus(response.StatusCode) ? BypassReason.Status
            : headers.SetCookie.Count > 0 ? BypassReason.SetCookie
            : FindDirective(headers.CacheControl)
                ?? (headers.Vary.Count > 0 ? FindVary(headers.Vary, endpoint, HasCorsInFront(response.HttpContext)) : null)
                ?? (settings.HonorCacheControl && FindLife(headers, now) == TimeSpan.Zero ? BypassReason.NoCache : null);
    }

    // It writes its headers into every response anew, hits included. Behind the cache it is found before the head leaves.
    private static bool HasCorsInFront(HttpContext context) => context.Items.ContainsKey(CorsInvoked);

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

    private static string? FindDirective(StringValues all) =>
        PrivateResponse.WithoutMark(all) is not { Count: > 0 } cacheControl ? null
        : HeaderUtilities.ContainsCacheDirective(cacheControl, CacheControlHeaderValue.NoStoreString) ? BypassReason.NoStore
        : HeaderUtilities.ContainsCacheDirective(cacheControl, CacheControlHeaderValue.PrivateString) ? BypassReason.Private
        : HeaderUtilities.ContainsCacheDirective(cacheControl, CacheControlHeaderValue.NoCacheString) ? BypassReason.NoCache
        : null;

    private static string? FindVary(StringValues vary, CacheEndpoint endpoint, bool ignoresOrigin = false)
    {
        foreach (var line in vary)
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                var name = line.AsSpan()[range].Trim();

                // What is held has no encoding, whatever the client asked for.
                if (!name.IsEmpty
                    && !name.Equals(HeaderNames.AcceptEncoding, StringComparison.OrdinalIgnoreCase)
                    && !(ignoresOrigin && name.Equals(HeaderNames.Origin, StringComparison.OrdinalIgnoreCase))
                    && !endpoint.CoversHeader(name))
                {
                    return BypassReason.Vary;
                }
            }
        }

        return null;
    }
}
