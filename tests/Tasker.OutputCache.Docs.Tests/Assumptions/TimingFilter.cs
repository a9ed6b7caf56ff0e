using Microsoft.AspNetCore.Http;

namespace Tasker.OutputCache.Docs.Tests.Assumptions;

/// <summary>A filter that only measures.</summary>
public sealed class TimingFilter : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) => next(context);
}
