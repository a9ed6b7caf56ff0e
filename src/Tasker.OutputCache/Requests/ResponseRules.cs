using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Responses;
using Tasker.OutputCache.Responses.Control;

namespace Tasker.OutputCache.Requests;

/// <summary>Decides by status and headers whether a response may be stored (RFC 9111, section 3).</summary>
internal static class ResponseRules
{
    // What the middleware of the framework leaves in a request.
    private const string CorsInvoked = "__CorsMiddlewareWithEndpointInvoked";

    /// <summary>Finds the first reason against storing.</summary>
    /// <param name="response">The response.</param>
    /// <param name="settings">The settings of the resource.</param>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="now">The time.</param>
    /// <param name="mayConfirm">Whether 304 confirms a response that is held.</param>
    /// <returns><see langword="null"/> if there is none.</returns>
    public static string? FindObstacle(HttpResponse response, ResourceSettings settings, CacheEndpoint endpoint, DateTimeOffset now, bool mayConfirm = false)
    {
        var headers = response.Headers;
        return !(settings.StoresStatus(response.StatusCode) || (mayConfirm && response.StatusCode == StatusCodes.Status304NotModified)) ? BypassReason.Status
            : headers.SetCookie.Count > 0 ? BypassReason.SetCookie
            : headers.Trailer.Count > 0 ? BypassReason.Trailers
            : FindControl(response, settings, endpoint, now)
                ?? (headers.Vary.Count > 0 ? FindVary(headers.Vary, endpoint) : null)
                ?? (headers.ContentEncoding.Count > 0 ? BypassReason.ContentEncoding : null)
                ?? (headers.ContentLength > settings.MaxBodyBytes ? BypassReason.Body : null);
    }

    /// <summary>Finds the first reason against storing in a head that has left. Middleware in front of the cache has written to it last.</summary>
    /// <remarks>What such middleware makes of the body, an encoding for one, is not in what is stored.</remarks>
    public static string? FindLateObstacle(HttpResponse response, ResourceSettings settings, CacheEndpoint endpoint, DateTimeOffset now, bool mayConfirm = false)
    {
        var headers = response.Headers;
        return !(settings.StoresStatus(response.StatusCode) || (mayConfirm && response.StatusCode == StatusCodes.Status304NotModified)) ? BypassReason.Status
            : headers.SetCookie.Count > 0 ? BypassReason.SetCookie
            : FindControl(response, settings, endpoint, now)
                ?? (headers.Vary.Count > 0 ? FindVary(headers.Vary, endpoint, HasCorsInFront(response.HttpContext)) : null);
    }

    // It writes its headers into every response again, hits included. Behind the cache it is found before the head leaves.
    private static bool HasCorsInFront(HttpContext context) => context.Items.ContainsKey(CorsInvoked);

    private static string? FindControl(HttpResponse response, ResourceSettings settings, CacheEndpoint endpoint, DateTimeOffset now) =>
        ResponseControl.Of(response.Headers, settings) is not { } control ? FindDirective(response.Headers.CacheControl)
        : control.FindObstacle(response.StatusCode)
            ?? (control.FindLife(response, endpoint.TtlOf(settings), now) == TimeSpan.Zero ? BypassReason.NoCache : null);

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
