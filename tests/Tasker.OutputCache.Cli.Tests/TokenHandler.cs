using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Tasker.OutputCache.Cli.Tests;

/// <summary>Lets in callers with the token.</summary>
internal sealed class TokenHandler(IOptionsMonitor<TokenOptions> options, ILoggerFactory loggers, UrlEncoder encoder) : AuthenticationHandler<TokenOptions>(options, loggers, encoder)
{
    public new const string Scheme = "Token";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
        Request.Headers.Authorization == $"Bearer {ToolHost.Token}" || Request.Headers["X-Api-Key"] == ToolHost.Token
            ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "alice")], Scheme)), Scheme))
            : AuthenticateResult.NoResult());
}
