namespace Tasker.Caching.Guards;

/// <summary>Says in a log line what went wrong with a call to the log.</summary>
internal static class FaultText
{
    public static string Of(Exception exception, TimeSpan timeout) =>
        exception is TimeoutException ? $"no answer within {timeout.TotalMilliseconds:0} ms" : exception.Message.TrimEnd('.');
}
