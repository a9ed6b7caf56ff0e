namespace Tasker.OutputCache.Policies;

/// <summary>Why a request goes past the cache, or its response is not stored: the words of <c>Cache-Status</c>, metrics and logs.</summary>
internal static class BypassReason
{
    public const string Disabled = "disabled";
    public const string Authorization = "authorization";
    public const string Anonymous = "anonymous";
    public const string NoTenant = "no-tenant";
    public const string NoUser = "no-user";
    public const string Identity = "identity-changed";
    public const string Order = "middleware-order";
    public const string TooManyValues = "too-many-values";
    public const string UndeclaredParameter = "undeclared-parameter";
    public const string ParameterAlias = "parameter-alias";
    /// <summary>What the words begin with that name an input which is not in the key.</summary>
    public const string Undeclared = "undeclared-";
    public const string Path = "path";
    public const string Route = "route";
    public const string Misconfigured = "misconfigured";
    public const string Status = "status";
    public const string SetCookie = "set-cookie";
    public const string NoStore = "no-store";
    public const string Private = "private";
    public const string NoCache = "no-cache";
    public const string Vary = "vary";
    public const string ContentEncoding = "content-encoding";
    public const string Method = "method";
    public const string RequestBody = "request-body";
    public const string Range = "range";
    public const string OnlyIfCached = "only-if-cached";
    public const string Aborted = "aborted";
    public const string Detached = "detached";
    public const string Unverified = "unverified";
    public const string NotShared = "not-shared";
    public const string Body = "body";
    public const string Replay = "replay";
    public const string Overload = "overload";
    public const string Trailers = "trailers";
    public const string Failed = "failed";
    public const string UnknownFormat = "unknown-format";
}
