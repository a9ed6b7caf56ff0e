using Microsoft.AspNetCore.Http;

namespace Tasker.OutputCache.Tests.Http;

internal sealed class KeyEndpointFilter : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) => KeyFilters.RequireAsync(context, next);
}
