using Microsoft.Extensions.Logging;

namespace Tasker.Caching.Resilience;

internal static partial class Log
{
    // The endpoint is a property of the message and not a part of its sentence, which operators search for.
#pragma warning disable SYSLIB1015
    [LoggerMessage(501, LogLevel.Error, "Circuit breaker opened (failing fast)", EventName = "CircuitOpened")]
    public static partial void CircuitOpened(this ILogger logger, string endpoint);

    [LoggerMessage(502, LogLevel.Information, "Circuit breaker half-open (testing recovery)", EventName = "CircuitHalfOpen")]
    public static partial void CircuitHalfOpen(this ILogger logger, string endpoint);

    [LoggerMessage(503, LogLevel.Information, "Circuit breaker closed (recovered)", EventName = "CircuitClosed")]
    public static partial void CircuitClosed(this ILogger logger, string endpoint);
#pragma warning restore SYSLIB1015

    [LoggerMessage(504, LogLevel.Information, "This process stood still while calls to {Endpoint} were under way, so their time-outs are not held against it. The requests are served as misses. Look for a shortage of processor time or of threads, or for long garbage collections.", EventName = "StallExcused")]
    public static partial void StallExcused(this ILogger logger, string endpoint);
}
