using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Tasker.OutputCache.Docs.Tests.Recipes;

/// <summary>Takes the user from headers, as a test sends them: <c>X-Roles: reader,manager</c>, <c>X-Tenant: acme</c>.</summary>
internal sealed class HeaderUsers(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "headers";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var roles = Request.Headers["X-Roles"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        var tenant = Request.Headers["X-Tenant"].ToString();
        if (roles.Length == 0 && tenant.Length == 0)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        IEnumerable<Claim> claims = [.. roles.Select(static role => new Claim("role", role)), new Claim("tenant", tenant)];
        var identity = new ClaimsIdentity(claims, Name, "sub", "role");
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Name)));
    }
}
