using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;

namespace Tasker.OutputCache.Tests.Inputs.Observed;

/// <summary>Endpoints that answer a function of what they read, and requests that differ in all of that.</summary>
internal static class RandomInputs
{
    public const string UserHeader = "X-Test-User";
    public const string CultureHeader = "X-Test-Culture";

    // How a handler reads, and how that is declared; null where it can't be.
    private static readonly (Func<HttpContext, string?> Read, string? Vary)[] Readers =
    [
        (static context => context.Request.Query["a"], "a"),
        (static context => context.Request.Query["b"], "b"),
        (static context => context.Request.Query.TryGetValue("C", out var value) ? value : "none", "c"),
        (static context => context.Request.Headers["X-H"], "header:X-H"),
        (static context => context.Request.Headers.AcceptLanguage, "header:Accept-Language"),
        (static context => context.Request.Cookies["theme"], null),
        (static context => context.Request.QueryString.Value, "query:*"),
        (static context => string.Join('|', context.Request.Query.Select(static pair => $"{pair.Key}={pair.Value}")), "query:*"),
        (static context => context.Request.Host.Value, null),
        (static context => context.Request.Scheme, null),
        (static context => $"{context.Request.Path}{context.Request.PathBase}", string.Empty),
        (static context => $"{context.Request.RouteValues["id"]}", string.Empty),
        (static context => CultureInfo.CurrentCulture.Name, string.Empty),
        (static context => CultureInfo.CurrentUICulture.Name, "culture"),
        (static context => context.Features.Get<Microsoft.AspNetCore.Localization.IRequestCultureFeature>()?.RequestCulture.UICulture.Name, string.Empty),
        (static context => context.User.FindFirst("role")?.Value, "claim:role"),
        (static context => context.User.Identity?.Name, null),
        (static context => $"{context.User.IsInRole("1")}", null),
        (static context => $"{context.User.Identity?.IsAuthenticated}", null),
        (static context => context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, null),
    ];

    // Handlers that bind, and declare nothing.
    private static readonly Delegate[] Typed =
    [
        static (string? a, int b = 7) => $"{a}{b}",
        static ([FromHeader(Name = "X-H")] string? h, string? a, string id) => $"{h}{a}{id}",
        static (bool? a, [FromQuery(Name = "b")] string[] b) => $"{a}{string.Join('|', b)}",
        static ([AsParameters] Bound bound) => $"{bound}",
        static (HttpContext context, string? a) => $"{a}{context.Request.Query["b"]}",
        static (ClaimsPrincipal user, string? a) => $"{a}{user.FindFirst("role")?.Value}",
    ];

    private static readonly string[] Values = ["", "1", "2", "true", "True", "x y", "07"];

    /// <summary>Makes a handler and what is declared of it, which may be too little.</summary>
    public static (Delegate Handler, string[] Vary) MakeEndpoint(Random random)
    {
        if (random.Next(3) == 0)
        {
            return (Typed[random.Next(Typed.Length)], []);
        }

        var readers = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Readers[random.Next(Readers.Length)]).ToArray();
        var vary = readers.Select(static reader => reader.Vary ?? string.Empty).Where(vary => vary.Length > 0 && random.Next(4) != 0).Distinct().ToArray();
        return ((HttpContext context) => string.Join(';', readers.Select(reader => reader.Read(context))), vary);
    }

    /// <summary>Makes a request as all of them might look like.</summary>
    public static (string PathAndQuery, Action<HttpRequestMessage> Dress) MakeRequest(Random random)
    {
        var names = new[] { "a", "b", "c", "A", "d" };
        var query = string.Join('&', Enumerable.Range(0, random.Next(4)).Select(_ => $"{names[random.Next(names.Length)]}={Uri.EscapeDataString(Any())}"));
        var (header, language, theme, host, user, culture) = (Any(), Any(), Any(), random.Next(3), random.Next(5), random.Next(3));
        return ($"/{random.Next(1, 3)}{(query.Length == 0 ? string.Empty : "?")}{query}", request =>
        {
            request.Headers.Host = $"host{host}.example";
            Set(request, "X-H", header);
            Set(request, "Accept-Language", language);
            Set(request, "Cookie", theme.Length == 0 ? theme : $"theme={Uri.EscapeDataString(theme)}");
            Set(request, UserHeader, user == 4 ? string.Empty : $"{user}");
            Set(request, CultureHeader, culture == 0 ? string.Empty : $"c-{culture}");
        });

        string Any() => Values[random.Next(Values.Length)];
    }

    private static void Set(HttpRequestMessage request, string name, string value)
    {
        if (value.Length > 0)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    internal sealed record Bound(string Id, string? A, int B = 3);
}
