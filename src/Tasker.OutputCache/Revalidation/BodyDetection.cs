using Microsoft.AspNetCore.Http.Features;

namespace Tasker.OutputCache.Revalidation;

/// <summary>Says that a replayed request has a body: binders do not look for one otherwise.</summary>
internal sealed class BodyDetection : IHttpRequestBodyDetectionFeature
{
    public static readonly BodyDetection HasBody = new();

    public bool CanHaveBody => true;
}
