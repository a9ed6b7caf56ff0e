using Microsoft.Extensions.Logging;

namespace Tasker.OutputCache.Revalidation;

/// <summary>Log messages of replays and of the warm-up, 401 to 499.</summary>
internal static partial class Log
{
    [LoggerMessage(401, LogLevel.Warning, "Computing the response of '{Path}' again in the background failed; the old one is served as long as its resource allows.", EventName = "ReplayFailed")]
    public static partial void ReplayFailed(this ILogger logger, Exception exception, string path);

    [LoggerMessage(402, LogLevel.Information, "Warming up {Count} responses.", EventName = "WarmUpBegins")]
    public static partial void WarmUpBegins(this ILogger logger, int count);

    [LoggerMessage(403, LogLevel.Warning, "Warming up '{Path}' of the resource '{Resource}' failed with {Status}. It will be computed when it is asked for.", EventName = "WarmUpFailed")]
    public static partial void WarmUpFailed(this ILogger logger, string path, string resource, string status);

    [LoggerMessage(405, LogLevel.Warning, "Listing what to warm up for the resource '{Resource}' failed.", EventName = "WarmUpSourceFailed")]
    public static partial void WarmUpSourceFailed(this ILogger logger, Exception exception, string resource);

    [LoggerMessage(406, LogLevel.Warning, "A response of '{Resource}/{Endpoint}' is served from the cache and would be another one now ({Difference}), though none of its tags was evicted: {Tags}. Some change publishes no event, or its event names other tags.", EventName = "TagForgotten")]
    public static partial void TagForgotten(this ILogger logger, string resource, string endpoint, string difference, string tags);

    [LoggerMessage(407, LogLevel.Debug, "The key of the response that should have been evicted: {Key}. All of its tags: {Tags}", EventName = "ForgottenKey")]
    public static partial void ForgottenKey(this ILogger logger, string key, string tags);

    [LoggerMessage(408, LogLevel.Warning, "A response of '{Resource}/{Endpoint}' could not be verified.", EventName = "VerificationFailed")]
    public static partial void VerificationFailed(this ILogger logger, Exception exception, string resource, string endpoint);

    [LoggerMessage(409, LogLevel.Warning, "In shadow mode, {Count} answers of '{Resource}/{Endpoint}' since the last such line would have been served although the handler says something else ({Difference}). Either its data changes without an eviction, or the answer depends on something that the cache can't see, or on the time.", EventName = "ShadowDiffers")]
    public static partial void ShadowDiffers(this ILogger logger, string resource, string endpoint, int count, string difference);

    [LoggerMessage(404, LogLevel.Information, "Warmed up {Warm} of {Count} responses in {Seconds:0.0} s.", EventName = "WarmUpEnded")]
    public static partial void WarmUpEnded(this ILogger logger, int warm, int count, double seconds);
}
