using Microsoft.AspNetCore.Mvc.Filters;

namespace Tasker.OutputCache.Tests.Http;

[AttributeUsage(AttributeTargets.All)]
internal sealed class KeyResourceAttribute : Attribute, IResourceFilter
{
    public void OnResourceExecuting(ResourceExecutingContext context) => context.Result = KeyFilters.Check(context.HttpContext);

    public void OnResourceExecuted(ResourceExecutedContext context)
    {
    }
}
