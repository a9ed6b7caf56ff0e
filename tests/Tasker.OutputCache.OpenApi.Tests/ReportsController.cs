using Microsoft.AspNetCore.Mvc;

namespace Tasker.OutputCache.OpenApi.Tests;

[ApiController]
[Route("/reports")]
public sealed class ReportsController : ControllerBase
{
    [HttpGet]
    [CacheResource("reports")]
    [ProducesResponseType<string>(200)]
    public string Get(int limit = 10) => $"{limit} reports";

    [HttpDelete]
    public IActionResult Delete() => NoContent();
}
