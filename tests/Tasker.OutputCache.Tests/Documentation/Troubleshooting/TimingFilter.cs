using Microsoft.AspNetCore.Http;

namespace Tasker.OutputCache.Tests.Documentation.Troubleshooting;

/// <summary>A filter that only measures, which the cache can't know.</summary>
internal sealed class TimingFilter : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) => next(context);
}
