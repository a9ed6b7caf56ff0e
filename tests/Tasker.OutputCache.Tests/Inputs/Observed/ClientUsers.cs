using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Tasker.OutputCache.Tests.Inputs.Observed;

/// <summary>Two users of one tenant, who differ in everything else.</summary>
internal sealed class ClientUsers(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Resources without a partition are for nobody who is signed in.
        if (Context.GetEndpoint()?.Metadata.GetMetadata<CacheResourceAttribute>()?.OwnPartition is null && !Request.Path.StartsWithSegments("/fresh"))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var isFirst = Request.Headers["X-Client"] == "a";
        var identity = new ClaimsIdentity(
            [
                new Claim("tenant", "shop"),
                new Claim(ClaimTypes.NameIdentifier, isFirst ? "1" : "2"),
                new Claim(ClaimTypes.Name, isFirst ? "Ann" : "Bob"),
                new Claim(ClaimTypes.Role, isFirst ? "admin" : "guest"),
                new Claim("plan", isFirst ? "gold" : "iron"),
            ],
            Scheme.Name);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name)));
    }
}
