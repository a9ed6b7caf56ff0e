using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Tasker.OutputCache.Tests.Http;

public sealed class KeyController : Controller
{
    [HttpGet("/overridden"), CacheAnalytics]
    public string Get() => $"{Guid.NewGuid():N}";

    public override void OnActionExecuting(ActionExecutingContext context) => context.Result = KeyFilters.Check(context.HttpContext);
}
