using System.Security.Claims;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace Tasker.OutputCache.Inputs.Observed;

/// <summary>The user. A principal of a type of the host's own stays what it is, and who takes it may read all of it.</summary>
internal sealed class ObservedAuthentication(InputObservation observation, IHttpAuthenticationFeature authentication) : IHttpAuthenticationFeature
{
    private ObservedPrincipal? _observed;

    public ClaimsPrincipal? User
    {
        get
        {
            if (authentication.User is not { } user)
            {
                return null;
            }

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
