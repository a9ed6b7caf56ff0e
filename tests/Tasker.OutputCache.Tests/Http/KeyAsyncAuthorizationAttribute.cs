using Microsoft.AspNetCore.Mvc.Filters;

namespace Tasker.OutputCache.Tests.Http;

[AttributeUsage(AttributeTargets.All)]
internal sealed class KeyAsyncAuthorizationAttribute : Attribute, IAsyncAuthorizationFilter
{
    public Task OnAuthorizationAsync(AuthorizationFilterContext context)
    {
        context.Result = KeyFilters.Check(context.HttpContext);
        return Task.CompletedTask;
    }
}
