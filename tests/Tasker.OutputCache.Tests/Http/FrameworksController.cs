using Microsoft.AspNetCore.Mvc;

namespace Tasker.OutputCache.Tests.Http;

[ApiController]
public sealed class FrameworksController : Controller
{
    [HttpGet("/frameworks"), CacheAnalytics, Produces("application/json"), ResponseCache(Duration = 60), FormatFilter, RequestSizeLimit(1000), IgnoreAntiforgeryToken]
    public object Get() => new { id = Guid.NewGuid() };
}
