using System.Collections.Frozen;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Inputs;

/// <summary>Tells inputs that shape responses from those that are mostly logged or forwarded.</summary>
internal static class InputClass
{
    // Clients, proxies and tracing send them with every request, and hardly anything else than a log reads them.
    private static readonly FrozenSet<string> ReportedHeaders = new[]
    {
        "User-Agent", "Referer", "Forwarded", "Via", "X-Real-IP", "traceparent", "tracestate", "baggage", "Request-Id", "X-Request-ID", "Correlation-Context", "X-Correlation-ID",
        "b3", "Connection", "Upgrade", "Keep-Alive", "TE", "DNT", "Sec-GPC",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] ReportedPrefixes = ["X-Forwarded-", "X-Original-", "X-B3-", "Sec-WebSocket-"];

    public static InputVerdict Of(InputKind kind, string name) => kind switch
    {
        InputKind.Item => InputVerdict.Reported,
        InputKind.Request => name is RequestInput.Connection or RequestInput.Protocol ? InputVerdict.Reported : InputVerdict.Refused,
        InputKind.Header when ReportedHeaders.Contains(name) || Array.Exists(ReportedPrefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) => InputVerdict.Reported,
        _ => InputVerdict.Refused,
    };
}
