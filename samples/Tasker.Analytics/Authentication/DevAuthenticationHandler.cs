using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Tasker.Analytics.Authentication;

/// <summary>Believes what the client says: <c>Authorization: Dev user=alice;tenant=acme</c>. For development only.</summary>
internal sealed class DevAuthenticationHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Dev";
    public const string TenantClaim = "tenant";

    private const string Prefix = SchemeName + " ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        return Task.FromResult(header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? Read(header[Prefix.Length..]) : AuthenticateResult.NoResult());
    }

    private static AuthenticateResult Read(string parameters)
    {
        string? user = null, tenant = null;

        foreach (var parameter in parameters.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = parameter.Split('=', 2) is [var left, var right] ? (left.Trim(), right.Trim()) : (parameter, "");

            switch (name)
            {
                case "user" when value.Length > 0 && user is null:
                    user = value;
                    break;
                case "tenant" when value.Length > 0 && tenant is null:
                    tenant = value;
                    break;
                default:
                    return AuthenticateResult.Fail($"'{name}' is not expected, empty or there twice.");
            }
        }

        if (user is null || tenant is null)
        {
            return AuthenticateResult.Fail("Both user and tenant are needed: Dev user=alice;tenant=acme");
        }

        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, $"{user}@{tenant}"), new Claim(ClaimTypes.Name, user), new Claim(TenantClaim, tenant)],
            SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // The header is read once a request; this asks for the same result again.
        var result = await HandleAuthenticateOnceSafeAsync();
        Response.Headers.WWWAuthenticate = SchemeName;
        await Unauthorized.WriteAsync(Context, result.Failure?.Message ?? "Send a header, for example: Authorization: Dev user=alice;tenant=acme");
    }
}
