using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Tasker.OutputCache.Tests.Http;

/// <summary>Authenticates by a header: <c>X-Login: user</c>, <c>user@tenant</c> or <c>user@tenant@another</c>, percent-encoded; several users are divided by <c>+</c>.</summary>
internal sealed class TestUsers(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string HeaderName = "X-Login";

    private const string SchemeName = "Test";

    public static void AddTo(IServiceCollection services)
    {
        services.AddAuthentication(SchemeName).AddScheme<AuthenticationSchemeOptions, TestUsers>(SchemeName, null);
        services.AddAuthorization();
    }

    public static HttpRequestMessage Get(string url, string? login)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (login is not null)
        {
            request.Headers.Add(HeaderName, login);
        }

        return request;
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers[HeaderName].ToString() is not { Length: > 0 } login)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var parts = login.Split('@');
        var claims = parts[0].Split('+').Select(static user => new Claim(ClaimTypes.NameIdentifier, Uri.UnescapeDataString(user))).ToList();
        claims.AddRange(parts.Skip(1).Select(static tenant => new Claim("tenant", Uri.UnescapeDataString(tenant))));

        var user = new ClaimsPrincipal(new ClaimsIdentity(claims, SchemeName));
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(user, SchemeName)));
    }
}
