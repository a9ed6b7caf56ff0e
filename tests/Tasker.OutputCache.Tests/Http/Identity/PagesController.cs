using Microsoft.AspNetCore.Mvc;

namespace Tasker.OutputCache.Tests.Http.Identity;

/// <summary>Actions for conventional, dynamic and fallback routes.</summary>
public sealed class PagesController : ControllerBase
{
    private static int _runs;

    [CacheAnalytics("page")]
    public string Page() => Run($"page {RouteData.Values["slug"]}");

    [CacheAnalytics("item")]
    public string Item(string? id) => Run($"item {id}");

    [CacheAnalytics("list")]
    public string List([FromRoute(Name = "kind")] string? kind, string? id) => Run($"list {kind} {id} {RouteData.Values["tenant"]}");

    [CacheAnalytics("pathed")]
    public string Pathed() => Run($"{Request.Path}");

    private static string Run(string answer) => $"{answer} #{Interlocked.Increment(ref _runs)}";
}
