using Microsoft.AspNetCore.Mvc;

namespace Tasker.OutputCache.Inputs.Tests.Marks;

public sealed class MarkedController : ControllerBase
{
    [HttpGet("/marked/action")]
    [CacheResource("marked-action")]
    public string Action([CacheDimension] string? marked, string? a, string? b, string? c, string? d, [CacheIgnore] string? trace) =>
        MarkTests.Answer($"{marked} {a} {b} {c} {d}", trace);

    [HttpGet("/marked/model")]
    [CacheResource("marked-model")]
    public string Model([FromQuery] MarkedQuery query) => MarkTests.Answer($"{query}", query?.Trace);
}
