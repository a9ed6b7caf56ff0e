using System.Security.Claims;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Inputs.Observed;

/// <summary>The user. A principal of a type of the host's own stays what it is, and who takes it may read all of it.</summary>
internal sealed class ObservedAuthentication(InputObservation observation, IHttpAuthenticationFeature authentication) : IHttpAuthenticationFeature
{
    private ObservedPrincipal? _observed;
    private ClaimsPrincipal? _nobody;

    public ClaimsPrincipal? User
    {
        get
        {
            if (InputObservation.IsPaused)
            {
                return authentication.User;
            }

            // What the framework would put in its place, unobserved.
            var user = authentication.User ?? (_nobody ??= new ClaimsPrincipal(new ClaimsIdentity()));
            if (user.GetType() != typeof(ClaimsPrincipal))
            {
                observation.Note(InputKind.Claim, IgnoredInputs.All);
                return user;
            }

            return ReferenceEquals(_observed?.Inner, user) ? _observed : _observed = new ObservedPrincipal(observation, user);
        }
        set => authentication.User = value is ObservedPrincipal { Inner: var inner } ? inner : value;
    }
}
