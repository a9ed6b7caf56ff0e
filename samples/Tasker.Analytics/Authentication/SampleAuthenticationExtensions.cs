using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace Tasker.Analytics.Authentication;

internal static class SampleAuthenticationExtensions
{
    /// <summary>Registers the development scheme in Development, and one that lets nobody in elsewhere.</summary>
    public static void AddSampleAuthentication(this IServiceCollection services, IHostEnvironment environment)
    {
        if (environment.IsDevelopment())
        {
            services.AddAuthentication(DevAuthenticationHandler.SchemeName)
                .AddScheme<AuthenticationSchemeOptions, DevAuthenticationHandler>(DevAuthenticationHandler.SchemeName, null);
        }
        else
        {
            services.AddAuthentication(ClosedAuthenticationHandler.SchemeName)
                .AddScheme<AuthenticationSchemeOptions, ClosedAuthenticationHandler>(ClosedAuthenticationHandler.SchemeName, null);
        }

        services.AddAuthorizationBuilder()
            .AddPolicy(TenantPolicy, policy => policy.RequireAuthenticatedUser().RequireClaim(DevAuthenticationHandler.TenantClaim));
    }

    /// <summary>The policy of endpoints that show one tenant's data.</summary>
    public const string TenantPolicy = "tenant";

    /// <summary>Returns the tenant of somebody whom <see cref="TenantPolicy"/> let in.</summary>
    public static string Tenant(this ClaimsPrincipal user) => user.FindFirstValue(DevAuthenticationHandler.TenantClaim)!;
}
