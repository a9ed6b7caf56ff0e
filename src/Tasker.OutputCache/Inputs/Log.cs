using Microsoft.Extensions.Logging;

namespace Tasker.OutputCache.Inputs;

/// <summary>Log messages of the inputs, 291 to 299.</summary>
internal static partial class Log
{
    [LoggerMessage(291, LogLevel.Warning, "'{Resource}/{Endpoint}' reads {Input}, and its response is not stored: that is not in the key, and other clients would get an answer made for this one. {Fix}", EventName = "UndeclaredInput")]
    public static partial void UndeclaredInput(this ILogger logger, string resource, string endpoint, string input, string fix);

    [LoggerMessage(292, LogLevel.Information, "'{Resource}/{Endpoint}' reads {Input}, which is not in the key. Its responses are shared all the same. {Fix}", EventName = "UndeclaredInputReported")]
    public static partial void UndeclaredInputReported(this ILogger logger, string resource, string endpoint, string input, string fix);
}
