using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using Xunit;

namespace Tasker.OutputCache.Tests.Inputs.Observed;

/// <summary>Everything that a handler may read beside its key and that makes its response one client's.</summary>
internal static class Readings
{
    private static readonly Action<CacheEndpointOptions, List<string>> WholeQuery = Declare("query:*");

    public static readonly Reading[] All =
    [
        new("query", static context => context.Request.Query["q"], "undeclared-query-q", "the query parameter 'q'", "vary: [\"q\"]", Declare("q")),
        new("query by TryGetValue", static context => context.Request.Query.TryGetValue("q", out var value) ? value : "none", "undeclared-query-q", "the query parameter 'q'", "vary: [\"q\"]", Declare("q")),
        new("query by ContainsKey", static context => $"{context.Request.Query.ContainsKey("q")}{context.Request.Query["q"]}", "undeclared-query-q", "the query parameter 'q'", "vary: [\"q\"]", Declare("q")),
        new("query beside another", static context => $"{context.Request.Query["known"]}{context.Request.Query["q"]}", "undeclared-query-q", "the query parameter 'q'", "vary: [\"known\", \"q\"]", Declare("q"), ["known"]),
        new("all of the query", static context => string.Join('|', context.Request.Query.Select(static pair => $"{pair.Key}={pair.Value}")), "undeclared-query", "all parameters of the query", "query:*", WholeQuery),
        new("names of the query", static context => string.Join('|', context.Request.Query.Keys.Where(static key => key.StartsWith('q')).Select(key => $"{context.Request.Query[key]}")), "undeclared-query", "all parameters of the query", "query:*", WholeQuery),
        new("count of the query", static context => context.Request.Query.Count > 0 ? $"{context.Request.QueryString}" : null, "undeclared-query", "all parameters of the query", "query:*", WholeQuery),
        new("query string", static context => context.Request.QueryString.Value, "undeclared-query-string", "the whole query string", "query:*", WholeQuery),
        new("query string of the feature", static context => context.Features.GetRequiredFeature<IHttpRequestFeature>().QueryString, "undeclared-query-string", "the whole query string", "query:*", WholeQuery),
        new("header", static context => context.Request.Headers["X-Shop"], "undeclared-header-x-shop", "the header 'X-Shop'", "header:X-Shop", Declare("header:X-Shop")),
        new("typed header", static context => context.Request.Headers.AcceptLanguage, "undeclared-header-accept-language", "the header 'Accept-Language'", "header:Accept-Language", Declare("header:Accept-Language")),
        new("parsed header", static context => string.Join(',', context.Request.GetTypedHeaders().AcceptLanguage.Select(static language => language.Value)), "undeclared-header-accept-language", "the header 'Accept-Language'", "header:Accept-Language", Declare("header:Accept-Language")),
        new("header of the feature", static context => context.Features.GetRequiredFeature<IHttpRequestFeature>().Headers["X-Shop"], "undeclared-header-x-shop", "the header 'X-Shop'", "header:X-Shop", Declare("header:X-Shop")),
        new("header by TryGetValue", static context => context.Request.Headers.TryGetValue("X-Shop", out var value) ? value : "none", "undeclared-header-x-shop", "the header 'X-Shop'", "header:X-Shop", Declare("header:X-Shop")),
        new("Accept", static context => context.Request.Headers.Accept, "undeclared-header-accept", "the header 'Accept'", "header:Accept", Declare("header:Accept")),
        new("method override", static context => context.Request.Headers["X-HTTP-Method-Override"], "undeclared-header-x-http-method-override", "the header 'X-HTTP-Method-Override'", "header:X-HTTP-Method-Override", Declare("header:X-HTTP-Method-Override")),
        new("all headers", static context => string.Join('|', context.Request.Headers.Where(static pair => pair.Key == "X-Shop").Select(static pair => $"{pair.Value}")), "undeclared-headers", "all headers", "Read those that matter by their names", Ignore("header:*", "header:X-Shop")),
        new("cookie", static context => context.Request.Cookies["theme"], "undeclared-cookie-theme", "the cookie 'theme'", "CacheParameter.Computed(\"theme\", context => context.Request.Cookies[\"theme\"])", Compute("theme", static context => context.Request.Cookies["theme"])),
        new("cookie by TryGetValue", static context => context.Request.Cookies.TryGetValue("theme", out var value) ? value : "none", "undeclared-cookie-theme", "the cookie 'theme'", "Computed(\"theme\"", Compute("theme", static context => context.Request.Cookies["theme"])),
        new("cookie header", static context => context.Request.Headers.Cookie, "undeclared-cookies", "all cookies", "Read those that matter", Compute("cookies", static context => context.Request.Headers.Cookie)),
        new("all cookies", static context => string.Join('|', context.Request.Cookies.Select(static pair => pair.Value)), "undeclared-cookies", "all cookies", "Read those that matter", Compute("cookies", static context => string.Join('|', context.Request.Cookies.Select(static pair => pair.Value)))),
        new("host", static context => context.Request.Host.Value, "undeclared-host", "the host of the request", "vary_by_host = true", Compute("host", static context => context.Request.Host.Value)),
        new("host header", static context => context.Request.Headers.Host, "undeclared-host", "the host of the request", "vary_by_host = true", Compute("host", static context => context.Request.Host.Value)),
        new("scheme", static context => context.Request.Scheme, "undeclared-scheme", "the scheme of the request", "vary_by_host = true", Compute("scheme", static context => context.Request.Scheme)),
        new("whole URL", static context => context.Request.GetDisplayUrl(), "undeclared-scheme", "the scheme of the request", "vary_by_host = true", Compute("url", static context => context.Request.GetDisplayUrl())),
        new("raw target", static context => context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, "undeclared-raw-target", "the target as it was sent", "Computed(\"raw-target\"", Compute("target", static context => context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget)),
        new("certificate", static context => context.Connection.ClientCertificate?.Subject, "undeclared-certificate", "the certificate of the client", "ClientCertificate?.Thumbprint", Compute("certificate", static context => context.Connection.ClientCertificate?.Thumbprint)),
        new("certificate that is asked for", static context => context.Connection.GetClientCertificateAsync().Result?.Subject, "undeclared-certificate", "the certificate of the client", "ClientCertificate?.Thumbprint", Compute("certificate", static context => context.Connection.ClientCertificate?.Thumbprint)),
        new("certificate of the feature", static context => context.Features.GetRequiredFeature<ITlsConnectionFeature>().ClientCertificate?.Subject, "undeclared-certificate", "the certificate of the client", "ClientCertificate?.Thumbprint", Compute("certificate", static context => context.Connection.ClientCertificate?.Thumbprint)),
        new("header at the start of its own answer", ReadAtStart, "undeclared-header-x-shop", "the header 'X-Shop'", "header:X-Shop", Declare("header:X-Shop")),
        new("session", static context => context.Session.GetString("cart"), "undeclared-session", "the session of the request", "context.Session.GetString", Compute("cart", static context => context.Session.GetString("cart"))),
        Claim("claim", static context => context.User.FindFirst("plan")?.Value, "plan"),
        Claim("claim by FindFirstValue", static context => context.User.FindFirstValue("plan"), "plan"),
        Claim("claim by HasClaim", static context => $"{context.User.HasClaim("plan", "gold")}{context.User.HasClaim("plan", "iron")}", "plan"),
        Claim("claims by FindAll", static context => string.Join('|', context.User.FindAll("plan").Select(static claim => claim.Value)), "plan"),
        Claim("claim of the identity", static context => ((ClaimsIdentity)context.User.Identity!).FindFirst("plan")?.Value, "plan"),
        Claim("claim of one of the identities", static context => context.User.Identities.First().FindFirst("plan")?.Value, "plan"),
        Claim("role", static context => $"{context.User.IsInRole("admin")}", ClaimTypes.Role, "role"),
        Claim("name", static context => context.User.Identity?.Name, ClaimTypes.Name, "name"),
        AllClaims("all claims", static context => string.Join('|', context.User.Claims.Where(static claim => claim.Type != "tenant").Select(static claim => claim.Value))),
        AllClaims("claims by a predicate", static context => context.User.FindFirst(static claim => claim.Type == "plan")?.Value),
        AllClaims("result of the authentication", static context => context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Principal?.FindFirst("plan")?.Value),
        AllClaims("cloned user", static context => new ClaimsPrincipal(context.User.Identities.Select(static identity => identity.Clone())).FindFirst("plan")?.Value),
    ];

    public static TheoryData<string> Names => [.. All.Select(static reading => reading.Name)];

    public static Reading Of(string name) => Array.Find(All, reading => reading.Name == name)!;

    private static Reading Claim(string name, Func<HttpContext, string?> read, string type, string? word = null) =>
        new(name, read, $"undeclared-claim-{word ?? type}", $"the claim '{type}'", $"claim:{type}", Declare($"claim:{type}")) { Partition = CachePartition.Tenant };

    private static Reading AllClaims(string name, Func<HttpContext, string?> read) =>
        new(name, read, "undeclared-claims", "all claims", "Partition = CachePartition.User", static (options, _) => options.Partition = CachePartition.User) { Partition = CachePartition.Tenant };

    // What a callback of the handler has read is in the body that it writes afterwards.
    private static string? ReadAtStart(HttpContext context)
    {
        string? shop = null;
        context.Response.OnStarting(() =>
        {
            shop = context.Request.Headers["X-Shop"];
            return Task.CompletedTask;
        });
        context.Response.ContentType = "text/plain";
        context.Response.StartAsync().GetAwaiter().GetResult();
        return shop;
    }

    private static Action<CacheEndpointOptions, List<string>> Declare(string parameter) => (_, vary) => vary.Add(parameter);

    private static Action<CacheEndpointOptions, List<string>> Compute(string name, Func<HttpContext, string?> value) => (options, _) => options.Parameters.Add(CacheParameter.Computed(name, value));

    private static Action<CacheEndpointOptions, List<string>> Ignore(string input, string parameter) => (options, vary) =>
    {
        options.Ignore.Add(input);
        vary.Add(parameter);
    };
}
