using Microsoft.AspNetCore.Mvc.Filters;

namespace Tasker.OutputCache.Tests.Http;

[AttributeUsage(AttributeTargets.All)]
internal sealed class StampAttribute : ResultFilterAttribute
{
    public override void OnResultExecuting(ResultExecutingContext context) => context.HttpContext.Response.Headers["X-Stamp"] = "1";
}
