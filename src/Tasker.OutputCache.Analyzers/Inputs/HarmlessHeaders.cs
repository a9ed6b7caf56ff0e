namespace Tasker.OutputCache.Analyzers.Inputs;

/// <summary>Headers that are mostly logged or forwarded, and those that the cache itself answers for.</summary>
internal static class HarmlessHeaders
{
    private static readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase)
    {
        "User-Agent", "Referer", "Forwarded", "Via", "X-Real-IP", "traceparent", "tracestate", "baggage", "Request-Id", "X-Request-ID", "Correlation-Context", "X-Correlation-ID",
        "b3", "Connection", "Upgrade", "Keep-Alive", "TE", "DNT", "Sec-GPC", "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range", "Range",
        "Accept-Encoding", "Cache-Control", "Pragma", "Content-Length", "Content-Type", "Host", "Cookie", "Authorization",
    };

    private static readonly string[] _prefixes = ["X-Forwarded-", "X-Original-", "X-B3-", "Sec-WebSocket-"];

    public static bool Contains(string name) =>
        _names.Contains(name) || Array.Exists(_prefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
