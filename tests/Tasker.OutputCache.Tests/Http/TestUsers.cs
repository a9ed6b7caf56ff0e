using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Tasker.OutputCache.Tests.Http;

/// <summary>Authenticates by a header: <c>X-Login: user</c> or <c>user@tenant</c>, percent-encoded.</summary>
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
        var claims = new List<Claim> { new(ClaimTypes.NameIdentifier, Uri.UnescapeDataString(parts[0])) };
        if (parts.Length > 1)
        {
            claims.Add(new Claim("tenant", Uri.UnescapeDataString(parts[1])));
        }

        var user = new ClaimsPrincipal(new ClaimsIdentity(claims, SchemeName));
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(user, SchemeName)));
    }
}
