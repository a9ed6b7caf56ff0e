using Microsoft.AspNetCore.Mvc;

namespace Tasker.OutputCache.Tests.Http;

/// <summary>A controller of conventional and dynamic routes: one action is read, the other changes what it shows.</summary>
public sealed class PathController(PathVersion data) : Controller
{
    [HttpGet]
    [CacheResource("paths", "index")]
    public string Index(string? id) => $"{id} {data.Version}";

    [HttpPost]
    [ActionName("Index")]
    public IActionResult Change()
    {
        data.Change();
        return NoContent();
    }
}
