using Microsoft.AspNetCore.Mvc;

namespace Tasker.OutputCache.Tests.Http.Identity;

/// <summary>Actions of one route, told apart by constraints.</summary>
public sealed class ConstrainedController : ControllerBase
{
    private static int _runs;

    [HttpGet("/named")]
    [HeaderConstraint("one")]
    [CacheAnalytics("one")]
    public string NamedOne() => Run("one");

    [HttpGet("/named")]
    [HeaderConstraint("two")]
    [CacheAnalytics("two")]
    public string NamedTwo() => Run("two");

    [HttpGet("/unnamed")]
    [HeaderConstraint("one")]
    [CacheAnalytics]
    public string UnnamedOne() => Run("one");

    [HttpGet("/unnamed")]
    [HeaderConstraint("two")]
    [CacheAnalytics]
    public string UnnamedTwo() => Run("two");

    [HttpGet("/typed")]
    [Consumes("application/json")]
    [CacheAnalytics("typed")]
    public string Json() => Run("json");

    [HttpGet("/typed")]
    [Consumes("application/xml")]
    [CacheAnalytics("typed")]
    public string Xml() => Run("xml");

    private static string Run(string answer) => $"{answer} #{Interlocked.Increment(ref _runs)}";
}
