using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace Tasker.OutputCache.Routes;

/// <summary>Tells whether a request has a user.</summary>
internal static class RequestUser
{
    // Not HttpContext.User, which makes an anonymous one where there is none.
    public static bool IsAuthenticated(HttpContext context) => IsAuthenticated((context.Features[typeof(IHttpAuthenticationFeature)] as IHttpAuthenticationFeature)?.User);

    private static bool IsAuthenticated(ClaimsPrincipal? user)
    {
        if (user is { Identity.IsAuthenticated: true })
        {
            return true;
        }

        if (user is not null)
        {
            foreach (var identity in user.Identities)
            {
                if (identity.IsAuthenticated)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
