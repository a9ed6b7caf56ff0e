using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Keys;
using Tasker.OutputCache.Keys.Bodies;
using Tasker.OutputCache.Routes;

namespace Tasker.OutputCache.Engine;

/// <summary>Decides whether a request may use the cache, and whose responses it may share.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class CacheAdmission(ResourceCatalog resources, PipelineDiagnostics order)
{
    /// <summary>What the authorization middleware leaves in a request that it has seen.</summary>
    public const string AuthorizationInvoked = "__AuthorizationMiddlewareWithEndpointInvoked";

    private const char RecordSeparator = '\x1e';
    private const char UnitSeparator = '\x1f';

    /// <summary>Admits a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="endpoint">Its endpoint.</param>
    /// <param name="admitted">What was admitted. It is set as well where the endpoint is in shadow mode: then the reason is <see cref="BypassReason.Shadow"/>.</param>
    /// <param name="bypass">Why the request bypasses the cache, if it does.</param>
    public bool TryAdmit(HttpContext context, CacheEndpoint endpoint, out AdmittedRequest admitted, [NotNullWhen(false)] out string? bypass)
    {
        var settings = SettingsOf(endpoint);
        var writer = new KeyWriter(stackalloc char[256]);
        try
        {
            bypass = TryWriteKey(context, endpoint, settings, ref writer, out var partition);
            admitted = bypass is null or BypassReason.Shadow ? new AdmittedRequest(context, endpoint, settings, writer.ToString(), partition) : default;
            return bypass is null;
        }
        finally
        {
            writer.Dispose();
        }
    }

    internal ResourceSettings SettingsOf(CacheEndpoint endpoint) => endpoint.SettingsIn(resources);

    /// <summary>Decides whether a request may use the cache, and writes its key. For anonymous requests it allocates nothing.</summary>
    /// <returns>Why the request bypasses the cache, or <see langword="null"/> if it does not.</returns>
    internal string? TryWriteKey(HttpContext context, CacheEndpoint endpoint, ResourceSettings settings, ref KeyWriter writer, out PartitionId partition)
    {
        partition = PartitionId.None;
        return FindObstacle(context, endpoint, settings)
            ?? FindPartition(context, endpoint, settings, out partition)
            ?? endpoint.TryWriteKey(context, settings, partition, ref writer) switch
            {
                KeyRefusal.TooManyValues => BypassReason.TooManyValues,
                KeyRefusal.UndeclaredParameter => BypassReason.UndeclaredParameter,
                KeyRefusal.ParameterAlias => BypassReason.ParameterAlias,
                KeyRefusal.Route => BypassReason.Route,
                _ => endpoint.IsShadowIn(settings) ? BypassReason.Shadow : null,
            };
    }

    /// <summary>Finds why a request bypasses the cache, whatever its body is: then the body is not touched.</summary>
    internal string? FindBypass(HttpContext context, CacheEndpoint endpoint, ResourceSettings settings) =>
        FindObstacle(context, endpoint, settings, isKeyed: false) ?? FindPartition(context, endpoint, settings, out _);

    /// <summary>Reads the body of a request whose key it is part of. The caller puts back what was there, when the handler has run.</summary>
    internal async ValueTask<ReadBody> ReadBodyAsync(HttpContext context, CacheEndpoint endpoint)
    {
        var settings = SettingsOf(endpoint);
        return FindBypass(context, endpoint, settings) is { } reason
            ? new ReadBody(context, null, reason)
            : await BodyReader.ReadAsync(context, endpoint.BodyForm, settings.MaxRequestBodyBytes);
    }

    /// <summary>Finds why a request is answered from what is there only, and leaves nothing behind.</summary>
    /// <returns><see langword="null"/> if its response may be stored.</returns>
    internal static string? FindReadOnlyReason(HttpRequest request) =>
        HttpMethods.IsHead(request.Method) ? BypassReason.Method
        : request.Headers.Range.Count > 0 ? BypassReason.Range
        : IsOnlyIfCached(request) ? BypassReason.OnlyIfCached
        : null;

    /// <summary>Tells whether the client wants no answer rather than one that has to be computed.</summary>
    internal static bool IsOnlyIfCached(HttpRequest request) =>
        request.Headers.CacheControl.Count > 0 && HeaderUtilities.ContainsCacheDirective(request.Headers.CacheControl, CacheControlHeaderValue.OnlyIfCachedString);

    private string? FindObstacle(HttpContext context, CacheEndpoint endpoint, ResourceSettings settings, bool isKeyed = true)
    {
        var request = context.Request;
        if (!settings.Enabled)
        {
            return BypassReason.Disabled;
        }

        if (endpoint.HasReplacedUser)
        {
            return BypassReason.Identity;
        }

        var takesBody = endpoint.TakesBodyOf(request.Method);
        if (!takesBody && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            return BypassReason.Method;
        }

        // The page of an error, run in the request that failed: its status, and what it says of the failure, are this request's.
        if (context.Response.StatusCode != StatusCodes.Status200OK)
        {
            return BypassReason.Status;
        }

        // A handler that reads it would answer everybody by one client's body.
        if (takesBody ? isKeyed && RequestBody.Of(context) is null : HasBody(request) || (endpoint.Bodies != BodyMethods.None && DescribesBody(request.Headers)))
        {
            return BypassReason.RequestBody;
        }

        // Conditions and parts mean something else for a POST, and its handler knows what.
        if (takesBody && HttpMethods.IsPost(request.Method) && IsConditional(request.Headers))
        {
            return BypassReason.Conditional;
        }

        // The framework's keys are cut at these characters; requests would be taken for each other.
        if (request.Path.Value.AsSpan().ContainsAny(RecordSeparator, UnitSeparator))
        {
            return BypassReason.Path;
        }

        if (endpoint.RequiresAuthorization && !context.Items.ContainsKey(AuthorizationInvoked))
        {
            order.ReportAuthorization(endpoint);
            return BypassReason.Order;
        }

        return null;
    }

    // Where bodies are in the key, what headers say of them counts as being there as well.
    private static bool DescribesBody(IHeaderDictionary headers) => headers.ContentType.Count > 0 || headers.ContentEncoding.Count > 0;

    private static bool IsConditional(IHeaderDictionary headers) =>
        headers.IfMatch.Count > 0 || headers.IfNoneMatch.Count > 0 || headers.IfModifiedSince.Count > 0 || headers.IfUnmodifiedSince.Count > 0
        || headers.Range.Count > 0 || headers.IfRange.Count > 0;

    // The server's own answer costs a look-up: it is asked only where a body needs no header, from HTTP/2 on.
    private static bool HasBody(HttpRequest request)
    {
        var headers = request.Headers;
        return headers.TransferEncoding.Count > 0
            || (headers.ContentLength is { } length
                ? length > 0
                : !HttpProtocol.IsHttp11(request.Protocol)
                    && request.HttpContext.Features[typeof(IHttpRequestBodyDetectionFeature)] is IHttpRequestBodyDetectionFeature { CanHaveBody: true });
    }

    /// <summary>Says whether the user of a request is still the one for whom its key was made.</summary>
    internal bool IsForSameUser(EndpointRequest request)
    {
        var (context, endpoint) = (request.Context, request.Endpoint);
        return request.Claims == endpoint.ClaimsOf(context)
            && (!request.Partition.IsSomebodys || (FindPartition(context, endpoint, request.Settings, out var partition) is null && partition == request.Partition));
    }

    private string? FindPartition(HttpContext context, CacheEndpoint endpoint, ResourceSettings settings, out PartitionId partition)
    {
        partition = PartitionId.None;
        var isAuthenticated = RequestUser.IsAuthenticated(context);
        switch (endpoint.PartitionOf(settings))
        {
            case CachePartition.Everyone:
                partition = PartitionId.Everyone;
                return null;

            // An anonymous request may only be one whose user is not known yet: such a response belongs to no one.
            case CachePartition.Tenant or CachePartition.User when !isAuthenticated:
                return BypassReason.Anonymous;
            case CachePartition.Tenant:
                if (FindId(context.User, settings.TenantClaimNames) is not { } tenant)
                {
                    return BypassReason.NoTenant;
                }

                partition = PartitionId.ForTenant(tenant, settings.TenantClaimInKey);
                return null;
            case CachePartition.User:
                if (FindId(context.User, ClaimNames.User) is not { } user)
                {
                    return BypassReason.NoUser;
                }

                partition = PartitionId.ForUser(user);
                return null;
            default:
                return isAuthenticated || context.Request.Headers.Authorization.Count > 0 ? BypassReason.Authorization
                    : order.IsWrong ? BypassReason.Order
                    : FindOrder(context, endpoint);
        }
    }

    // A request that is not known to be anonymous may be signed in, and must get no anonymous answer.
    private string? FindOrder(HttpContext context, CacheEndpoint endpoint)
    {
        if (order.IsUserKnown(context))
        {
            return null;
        }

        order.ReportNotRun(endpoint);
        return BypassReason.Order;
    }

    // Two identities in one, or a user of two tenants: what such a request sees is for it alone, in whatever order they come.
    private static string? FindId(ClaimsPrincipal user, string[] names)
    {
        string? id = null;
        foreach (var claim in user.Claims)
        {
            if (!Names(names, claim.Type))
            {
                continue;
            }

            if (claim.Value.Length == 0 || (id is not null && !string.Equals(claim.Value, id, StringComparison.Ordinal)))
            {
                return null;
            }

            id = claim.Value;
        }

        return id;
    }

    private static bool Names(string[] names, string type)
    {
        foreach (var name in names)
        {
            if (type.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
