using Microsoft.AspNetCore.Authentication;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Inputs.Observed;

/// <summary>What authentication has found: the user as it is, whose claims can't be observed.</summary>
internal sealed class ObservedAuthenticateResult(InputObservation observation, IAuthenticateResultFeature feature) : IAuthenticateResultFeature
{
    public AuthenticateResult? AuthenticateResult
    {
        get
        {
            observation.Note(InputKind.Claim, IgnoredInputs.All);
            return feature.AuthenticateResult;
        }
        set => feature.AuthenticateResult = value;
    }
}
