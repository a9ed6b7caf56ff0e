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

    [LoggerMessage(204, LogLevel.Debug, "{Resource}/{Endpoint} cache HIT ({Outcome}): {Key}", EventName = "CacheHit")]
    public static partial void CacheHit(this ILogger logger, string resource, string endpoint, string outcome, string key);

    [LoggerMessage(205, LogLevel.Debug, "{Resource}/{Endpoint} cache MISS ({Outcome}), ran the handler: {Key}", EventName = "CacheMiss")]
    public static partial void CacheMiss(this ILogger logger, string resource, string endpoint, string outcome, string key);

    [LoggerMessage(206, LogLevel.Debug, "{Resource}/{Endpoint} cache MISS ({Outcome}), ran the handler, not stored because of {Reason}: {Key}", EventName = "CacheMissNotStored")]
    public static partial void CacheMissNotStored(this ILogger logger, string resource, string endpoint, string outcome, string key, string reason);

    [LoggerMessage(207, LogLevel.Debug, "{Resource}/{Endpoint} cache BYPASS ({Reason}), the handler runs", EventName = "CacheBypass")]
    public static partial void CacheBypass(this ILogger logger, string resource, string endpoint, string reason);
}
