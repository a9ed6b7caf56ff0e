using Microsoft.Extensions.Logging;

namespace Tasker.OutputCache.Policies;

/// <summary>Log messages of the policies, 201 to 299.</summary>
internal static partial class Log
{
    [LoggerMessage(201, LogLevel.Warning, "{Flaw}", EventName = "EndpointFlaw")]
    public static partial void EndpointFlaw(this ILogger logger, string flaw);

    [LoggerMessage(202, LogLevel.Warning, "A user turned up after the output cache had taken the request to '{Resource}/{Endpoint}' for an anonymous one. Nothing is cached that is not shared by all. Call UseAuthentication before UseOutputCache.", EventName = "AuthenticationAfterCache")]
    public static partial void AuthenticationAfterCache(this ILogger logger, string resource, string endpoint);

    [LoggerMessage(203, LogLevel.Warning, "'{Resource}/{Endpoint}' is behind authorization, but the output cache was asked first. It is not cached. Call UseAuthorization before UseOutputCache.", EventName = "AuthorizationAfterCache")]
    public static partial void AuthorizationAfterCache(this ILogger logger, string resource, string endpoint);

    [LoggerMessage(206, LogLevel.Warning, "More than {Rate} paths a second are changed by successful POST, PUT, PATCH and DELETE requests. Instead of each path, all of its endpoint is evicted.", EventName = "PathEvictionsOverRate")]
    public static partial void PathEvictionsOverRate(this ILogger logger, int rate);

    [LoggerMessage(207, LogLevel.Warning, "The path of a successful {Method} request could not be evicted.", EventName = "PathEvictionFailed")]
    public static partial void PathEvictionFailed(this ILogger logger, string method, Exception exception);

    [LoggerMessage(205, LogLevel.Warning, "Both UseOutputCache and UseTaskerOutputCache are in the way of a request. The one in front decides, and the other lets it pass. Remove UseOutputCache.", EventName = "BothMiddlewares")]
    public static partial void BothMiddlewares(this ILogger logger);

    [LoggerMessage(251, LogLevel.Warning, "The host has authentication, but it had not run when a request to '{Resource}/{Endpoint}' came to the output cache: nobody knows whether its user is signed in. It is not cached. Call UseAuthentication before UseOutputCache, or say that everyone shares its responses.", EventName = "AuthenticationNotRun")]
    public static partial void AuthenticationNotRun(this ILogger logger, string resource, string endpoint);

    [LoggerMessage(252, LogLevel.Warning, "The user of a request to '{Resource}/{Endpoint}' was replaced after the output cache had made its key. The endpoint is not cached from here on. Replace users before UseOutputCache.", EventName = "UserReplaced")]
    public static partial void UserReplaced(this ILogger logger, string resource, string endpoint);

    [LoggerMessage(204, LogLevel.Debug, "{Resource}/{Endpoint} cache HIT ({Outcome}): {Key}", EventName = "CacheHit")]
    public static partial void CacheHit(this ILogger logger, string resource, string endpoint, string outcome, string key);

    [LoggerMessage(208, LogLevel.Debug, "{Resource}/{Endpoint} cache MISS ({Outcome}), ran the handler: {Key}", EventName = "CacheMiss")]
    public static partial void CacheMiss(this ILogger logger, string resource, string endpoint, string outcome, string key);

    [LoggerMessage(209, LogLevel.Debug, "{Resource}/{Endpoint} cache MISS ({Outcome}), ran the handler, not stored because of {Reason}: {Key}", EventName = "CacheMissNotStored")]
    public static partial void CacheMissNotStored(this ILogger logger, string resource, string endpoint, string outcome, string key, string reason);

    [LoggerMessage(210, LogLevel.Debug, "{Resource}/{Endpoint} cache BYPASS ({Reason}), the handler runs", EventName = "CacheBypass")]
    public static partial void CacheBypass(this ILogger logger, string resource, string endpoint, string reason);
}
