namespace Tasker.OutputCache.Testing;

/// <summary>Says in a sentence what <c>Cache-Status</c> means.</summary>
internal static class StatusText
{
    private const string UndeclaredPrefix = "undeclared-";

    public static string Explain(CacheStatusHeader status) => status switch
    {
        { IsHit: true, Detail: "far" } => "The answer came from the shared back end.",
        { IsHit: true, Detail: "stale-while-revalidate" } => "The answer was stale, and is computed again in the background.",
        { IsHit: true } => "The answer came from memory.",
        { Forward: "method" } => "Responses to this method are not cached.",
        { Forward: "bypass" } => $"The request bypassed the cache: {Reason(status.Detail)}.",
        { IsCollapsed: true } => "The request waited for the answer to another one.",
        { Forward: "stale", Detail: "stale-if-error" } => "The handler failed, and the stale answer took the place of the error.",
        { IsStored: true } => "The handler ran, and its response was stored.",
        _ => $"The handler ran, and its response was not stored: {Reason(status.Detail)}.",
    };

    private static string Reason(string? detail) => detail switch
    {
        null => "the header does not say why",
        "authorization" => "the request has a user or an Authorization header, and the resource has no partition",
        "set-cookie" => "the response sets a cookie",
        "middleware-order" => "UseAuthentication and UseAuthorization must stand before UseOutputCache",
        "misconfigured" => "its declaration has a flaw, which a line at start names",
        "disabled" => "the cache is switched off",
        "detached" => "the eviction log can't be read",
        _ when detail.StartsWith(UndeclaredPrefix, StringComparison.Ordinal) => $"the handler read '{detail[UndeclaredPrefix.Length..]}', which is not part of the key",
        _ => detail,
    };
}
