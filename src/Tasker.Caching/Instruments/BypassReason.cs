using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>Why a request bypasses the cache, or its response is not stored: the words of <c>Cache-Status</c>, metrics and logs.</summary>
[Experimental(EngineFace.DiagnosticId)]
public static class BypassReason
{
    /// <summary>The cache or the resource is switched off.</summary>
    public const string Disabled = "disabled";
    /// <summary>Authorization ran before the cache and decided something that is not in the key.</summary>
    public const string Authorization = "authorization";
    /// <summary>The request has a user, and the resource is shared by anonymous requests only.</summary>
    public const string Anonymous = "anonymous";
    /// <summary>The request names no tenant.</summary>
    public const string NoTenant = "no-tenant";
    /// <summary>The request has no user.</summary>
    public const string NoUser = "no-user";
    /// <summary>The identity of the user is ambiguous.</summary>
    public const string Identity = "identity-changed";
    /// <summary>A user was found after the cache had been asked.</summary>
    public const string Order = "middleware-order";
    /// <summary>A parameter has too many values.</summary>
    public const string TooManyValues = "too-many-values";
    /// <summary>The request has a parameter that is not declared.</summary>
    public const string UndeclaredParameter = "undeclared-parameter";
    /// <summary>The request has a parameter under another name that the binder accepts.</summary>
    public const string ParameterAlias = "parameter-alias";
    /// <summary>What the words begin with that name an input which is not in the key.</summary>
    public const string Undeclared = "undeclared-";
    /// <summary>The path can't be told apart from another one.</summary>
    public const string Path = "path";
    /// <summary>A route value can't be part of a key.</summary>
    public const string Route = "route";
    /// <summary>The endpoint is not cached because of a mistake that was logged at start.</summary>
    public const string Misconfigured = "misconfigured";
    /// <summary>The status of the response is not stored.</summary>
    public const string Status = "status";
    /// <summary>The response sets a cookie.</summary>
    public const string SetCookie = "set-cookie";
    /// <summary>The response says <c>no-store</c>.</summary>
    public const string NoStore = "no-store";
    /// <summary>The response says <c>private</c>.</summary>
    public const string Private = "private";
    /// <summary>The response says <c>no-cache</c>.</summary>
    public const string NoCache = "no-cache";
    /// <summary>The response varies by something that is not in the key.</summary>
    public const string Vary = "vary";
    /// <summary>The handler has encoded the body itself.</summary>
    public const string ContentEncoding = "content-encoding";
    /// <summary>The method is not cached.</summary>
    public const string Method = "method";
    /// <summary>The request has a body.</summary>
    public const string RequestBody = "request-body";
    /// <summary>The body of the request is longer than the limit.</summary>
    public const string RequestBodyLength = "request-body-length";
    /// <summary>The body of the request is compressed.</summary>
    public const string RequestBodyEncoding = "request-body-encoding";
    /// <summary>The body of the request is no JSON although its media type says so, or names a member twice.</summary>
    public const string RequestBodyJson = "request-body-json";
    /// <summary>The body of the request did not come as its headers said.</summary>
    public const string RequestBodyIncomplete = "request-body-incomplete";
    /// <summary>The request is a POST with conditions, or for a part of the response.</summary>
    public const string Conditional = "conditional";
    /// <summary>The request asks for a part of the response.</summary>
    public const string Range = "range";
    /// <summary>The request says <c>only-if-cached</c>.</summary>
    public const string OnlyIfCached = "only-if-cached";
    /// <summary>The request was aborted.</summary>
    public const string Aborted = "aborted";
    /// <summary>This node is out of touch with the eviction log.</summary>
    public const string Detached = "detached";
    /// <summary>The eviction log did not confirm that what is held is current.</summary>
    public const string Unverified = "unverified";
    /// <summary>The resource requires a shared back end, and there is none.</summary>
    public const string NotShared = "not-shared";
    /// <summary>The body was too long, or not as long as the headers said.</summary>
    public const string Body = "body";
    /// <summary>The request is one of the cache's own.</summary>
    public const string Replay = "replay";
    /// <summary>Too many requests wait already.</summary>
    public const string Overload = "overload";
    /// <summary>The response has trailers.</summary>
    public const string Trailers = "trailers";
    /// <summary>The endpoint is in shadow mode: the cache watches, and answers nothing.</summary>
    public const string Shadow = "shadow";
    /// <summary>The handler failed.</summary>
    public const string Failed = "failed";
    /// <summary>The framework's middleware uses a format that this version does not know.</summary>
    public const string UnknownFormat = "unknown-format";
}
