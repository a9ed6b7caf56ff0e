using Microsoft.AspNetCore.Mvc;

namespace Tasker.OutputCache.Tests.Http;

/// <summary>A controller whose action is cached by an attribute.</summary>
[ApiController]
public sealed class CachedController : ControllerBase
{
    [HttpGet("/controller/{id}")]
    [CacheAnalytics("bottlenecks", Vary = ["limit=10", "namespace"])]
    public string Get(string id) => $"{id} {Guid.NewGuid():N}";
}
