using Microsoft.Extensions.Logging;

namespace Tasker.OutputCache.Endpoints;

/// <summary>Log messages of the policies, 201 to 299.</summary>
internal static partial class Log
{
    [LoggerMessage(201, LogLevel.Warning, "{Flaw}", EventName = "EndpointFlaw")]
    public static partial void EndpointFlaw(this ILogger logger, string flaw);

    [LoggerMessage(211, LogLevel.Information, "Cached endpoints: {Count}, by resource: {Resources}. Their table is written at Debug.", EventName = "EndpointsCached")]
    public static partial void EndpointsCached(this ILogger logger, int count, string resources);

    [LoggerMessage(212, LogLevel.Debug, "The cached endpoints: {Table}", EventName = "EndpointTable")]
    public static partial void EndpointTable(this ILogger logger, string table);

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

    [LoggerMessage(231, LogLevel.Information, "Of the last {Asked} requests to '{Resource}/{Endpoint}', {Cold} had a key that was not seen before: their responses are stored, and hardly one is asked for again. Something with many values is in the key, a timestamp or the id of a request, for example. Leave it out of the key, or round it.", EventName = "KeysHardlyRepeat")]
    public static partial void KeysHardlyRepeat(this ILogger logger, long asked, string resource, string endpoint, int cold);

    [LoggerMessage(232, LogLevel.Information, "Of the last {Asked} requests to '{Resource}/{Endpoint}', {Capacity} found that memory had pushed their response out, and ran their handler again. Raise memory.max_bytes or memory.max_capacity.", EventName = "MemoryTooSmall")]
    public static partial void MemoryTooSmall(this ILogger logger, long asked, string resource, string endpoint, int capacity);

    [LoggerMessage(233, LogLevel.Information, "A response of '{Resource}/{Endpoint}' is not stored: its body is longer than max_body_bytes ({Maximum}), or broke off. Its Cache-Status may say stored, because it leaves before the end of the body is known. Return less at once, or raise max_body_bytes.", EventName = "BodyNotKept")]
    public static partial void BodyNotKept(this ILogger logger, string resource, string endpoint, long maximum);

    [LoggerMessage(251, LogLevel.Warning, "The host has authentication, but it had not run when a request to '{Resource}/{Endpoint}' came to the output cache: it is unknown whether its user is signed in. It is not cached. Call UseAuthentication before UseOutputCache, or say that everyone shares its responses.", EventName = "AuthenticationNotRun")]
    public static partial void AuthenticationNotRun(this ILogger logger, string resource, string endpoint);

    [LoggerMessage(252, LogLevel.Warning, "The user of a request to '{Resource}/{Endpoint}' was replaced after the output cache had made its key. The endpoint is not cached from here on. Replace users before UseOutputCache.", EventName = "UserReplaced")]
    public static partial void UserReplaced(this ILogger logger, string resource, string endpoint);

    [LoggerMessage(273, LogLevel.Warning, "The validator of '{Resource}/{Endpoint}' failed. The response is computed as if there were none.", EventName = "ValidatorFailed")]
    public static partial void ValidatorFailed(this ILogger logger, string resource, string endpoint, Exception exception);

    [LoggerMessage(204, LogLevel.Debug, "{Resource}/{Endpoint} cache HIT ({Outcome}): {Key}", EventName = "CacheHit")]
    public static partial void CacheHit(this ILogger logger, string resource, string endpoint, string outcome, string key);

    [LoggerMessage(208, LogLevel.Debug, "{Resource}/{Endpoint} cache MISS ({Outcome}), ran the handler: {Key}", EventName = "CacheMiss")]
    public static partial void CacheMiss(this ILogger logger, string resource, string endpoint, string outcome, string key);

    [LoggerMessage(209, LogLevel.Debug, "{Resource}/{Endpoint} cache MISS ({Outcome}), ran the handler, not stored because of {Reason}: {Key}", EventName = "CacheMissNotStored")]
    public static partial void CacheMissNotStored(this ILogger logger, string resource, string endpoint, string outcome, string key, string reason);

    [LoggerMessage(210, LogLevel.Debug, "{Resource}/{Endpoint} cache BYPASS ({Reason}), the handler runs", EventName = "CacheBypass")]
    public static partial void CacheBypass(this ILogger logger, string resource, string endpoint, string reason);
}
