using Asp.Versioning;
using Microsoft.AspNetCore.Mvc;

namespace Tasker.OutputCache.Tests.Http.Identity;

/// <summary>Two versions of one action.</summary>
[ApiController]
[ApiVersion(1.0)]
[ApiVersion(2.0)]
public sealed class OrdersController : ControllerBase
{
    private static int _runs;

    [HttpGet("/orders")]
    [MapToApiVersion(1.0)]
    [CacheAnalytics("orders")]
    public string First() => $"one #{Interlocked.Increment(ref _runs)}";

    [HttpGet("/orders")]
    [MapToApiVersion(2.0)]
    [CacheAnalytics("orders")]
    public string Second() => $"two #{Interlocked.Increment(ref _runs)}";
}
