using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Admin.Explaining;

/// <summary>The reasons of bypasses as sentences that say what to do about them.</summary>
internal static class BypassText
{
    public static string Of(string reason) => reason switch
    {
        BypassReason.Disabled => "The cache is disabled by configuration: set enabled = true.",
        BypassReason.Authorization => "The request has a user or an Authorization header, and the resource does not say who may share its responses: give it a partition (tenant, user, or shared).",
        BypassReason.Anonymous => "The resource is partitioned, and the request is not authenticated.",
        BypassReason.NoTenant => "The resource is partitioned by tenant, and the user has no such claim, or several that differ: see tenant_claim.",
        BypassReason.NoUser => "The resource is partitioned by user, and the user has no claim that names him, or several that differ.",
        BypassReason.Identity => "The user of such a request was replaced after the output cache was asked: replace users before UseOutputCache.",
        BypassReason.Order => "The output cache stands before authentication or authorization: call UseAuthentication and UseAuthorization before UseOutputCache.",
        BypassReason.TooManyValues => "A parameter has more values than a key takes.",
        BypassReason.UndeclaredParameter => "The query has a parameter that the endpoint does not declare, and the resource says that such requests bypass the cache: declare it, or set undeclared_parameters = \"ignore\".",
        BypassReason.ParameterAlias => "The query has a name that model binding may read as a declared parameter, such as ns[0] or filter.status: send the declared name, or declare this one as well.",
        BypassReason.Path => "The path contains a control character.",
        BypassReason.Route => "Routing gives the handler something that a key can't hold: a route value that is no text, a query such as id[0] in place of an absent route value, or an API version that can't be read.",
        BypassReason.Misconfigured => "The declaration of the endpoint is wrong; the warning at the start of the host says how.",
        BypassReason.Method => "Only GET is cached; HEAD is answered from a cached GET.",
        BypassReason.RequestBody => "The request has a body, which is no part of the key.",
        BypassReason.Range => "A part of a response is answered from a cached whole, and not stored.",
        BypassReason.OnlyIfCached => "The client wants nothing that is not cached, and what is not cached for it is not stored.",
        BypassReason.Shadow => "The endpoint is in shadow mode: the handler answers, and what caching would bring is counted. Remove shadow = true to let the cache answer.",
        BypassReason.Overload => "Too many requests to cached endpoints are under way.",
        _ when reason.StartsWith(BypassReason.Undeclared, StringComparison.Ordinal) => "The handler reads something that is not in the key; the line in the log says what, and what to do.",
        _ => $"The reason is '{reason}'.",
    };

    /// <summary>Returns the step of an explanation at which a reason is found.</summary>
    public static string StepOf(string reason) => reason switch
    {
        BypassReason.Authorization or BypassReason.Anonymous or BypassReason.NoTenant or BypassReason.NoUser or BypassReason.Identity or BypassReason.Order => "partition",
        BypassReason.TooManyValues or BypassReason.UndeclaredParameter or BypassReason.ParameterAlias or BypassReason.Path or BypassReason.Route => "key",
        _ => "request",
    };
}
