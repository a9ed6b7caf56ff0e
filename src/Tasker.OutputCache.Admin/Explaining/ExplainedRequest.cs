using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Tasker.Caching;
using Tasker.OutputCache.Admin.Access;

namespace Tasker.OutputCache.Admin.Explaining;

/// <summary>Makes the request that is to be explained. It never leaves this process, and no handler sees it.</summary>
internal static class ExplainedRequest
{
    private const int MaximumLength = 4096;
    private const int MaximumHeaders = 32;
    private const string AuthenticationType = "explained";

    /// <summary>Reads what <c>GET explain</c> asks for.</summary>
    public static bool TryRead(HttpContext context, AdminCaller caller, TaskerCachingOptions options, [NotNullWhen(true)] out DefaultHttpContext? request, out string flaw)
    {
        request = null;
        var query = context.Request.Query;
        var (path, queryString) = Split(query["url"].ToString());
        flaw = path is null ? $"Give the path and query of a request as 'url', at most {MaximumLength} characters: ?url=%2Fv1%2Fanalytics%2Fperformance%3Fhours%3D24."
            : query["header"].Count > MaximumHeaders ? $"At most {MaximumHeaders} headers can be given."
            : query["header"].Any(static header => header is null || header.IndexOf(':', StringComparison.Ordinal) <= 0) ? "A header is given as 'Name: value'."
            : (query.ContainsKey("tenant") || query.ContainsKey("user")) && !caller.MaySeePartitions ? "You may not ask for single tenants or users: the host does not let you see partitions."
            : string.Empty;
        if (flaw.Length > 0)
        {
            return false;
        }

        var features = new FeatureCollection();
        var message = new HttpRequestFeature
        {
            Method = query["method"].ToString() is { Length: > 0 } method ? method.ToUpperInvariant() : HttpMethods.Get,
            Scheme = context.Request.Scheme,
            PathBase = context.Request.PathBase.Value ?? string.Empty,
            Path = path!,
            QueryString = queryString,
            Protocol = context.Request.Protocol,
            RawTarget = path + queryString,
        };
        message.Headers.Host = context.Request.Host.Value;
        foreach (var header in query["header"])
        {
            var colon = header!.IndexOf(':', StringComparison.Ordinal);
            message.Headers.Append(header[..colon].Trim(), header[(colon + 1)..].Trim());
        }

        features.Set<IHttpRequestFeature>(message);
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature { RequestAborted = context.RequestAborted });
        if (UserOf(context, options) is { } user)
        {
            features.Set<IHttpAuthenticationFeature>(new HttpAuthenticationFeature { User = user });
        }

        request = new DefaultHttpContext(features) { RequestServices = context.RequestServices };
        return true;
    }

    private static (string? Path, string Query) Split(string url)
    {
        var target = Uri.TryCreate(url, UriKind.Absolute, out var absolute) && absolute.Scheme is "http" or "https" ? absolute!.PathAndQuery : url;
        if (target.Length is 0 or > MaximumLength || target[0] != '/')
        {
            return (null, string.Empty);
        }

        target = target.Split('#')[0];
        var question = target.IndexOf('?', StringComparison.Ordinal);
        return question < 0 ? (Uri.UnescapeDataString(target), string.Empty) : (Uri.UnescapeDataString(target[..question]), target[question..]);
    }

    // Anonymous, unless the question names a user.
    private static ClaimsPrincipal? UserOf(HttpContext context, TaskerCachingOptions options)
    {
        var query = context.Request.Query;
        if (query["as"] == "me")
        {
            return context.User;
        }

        var claims = new List<Claim>();
        if (query["tenant"].ToString() is { Length: > 0 } tenant)
        {
            claims.Add(new Claim(options.TenantClaim, tenant));
        }

        if (query["user"].ToString() is { Length: > 0 } user)
        {
            claims.Add(new Claim(ClaimTypes.NameIdentifier, user));
        }

        return claims.Count > 0 || query["as"] == "user" ? new ClaimsPrincipal(new ClaimsIdentity(claims, AuthenticationType)) : null;
    }
}
