using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Tasker.OutputCache.Tests.Http;

[Route("action/[action]")]
public sealed class FilteredController : ControllerBase
{
    [HttpGet, CacheAnalytics, KeyAuthorization, ActionName("authorization")]
    public string Authorization() => Text();

    [HttpGet, CacheAnalytics, KeyAsyncAuthorization, ActionName("async-authorization")]
    public string AsyncAuthorization() => Text();

    [HttpGet, CacheAnalytics, KeyAction, ActionName("action")]
    public string Action() => Text();

    [HttpGet, CacheAnalytics, KeyResource, ActionName("resource")]
    public string Resource() => Text();

    [HttpGet, CacheAnalytics, TypeFilter(typeof(KeyAuthorizationAttribute)), ActionName("type")]
    public string Type() => Text();

    [HttpGet, CacheAnalytics, ServiceFilter(typeof(KeyAuthorizationAttribute)), ActionName("service")]
    public string Service() => Text();

    [HttpGet, CacheAnalytics, KeyFactory, ActionName("made")]
    public string Made() => Text();

    [HttpGet, CacheAnalytics(IgnoreFilters = ["KeyAuthorization"], Ignore = ["header:X-Key"]), KeyAuthorization, ActionName("dismissed")]
    public string Dismissed() => Text();

    [HttpGet, CacheAnalytics, Stamp, ActionName("result")]
    public string Result() => Text();

    [HttpGet, CacheAnalytics, ActionName("plain")]
    public string Plain() => Text();

    [HttpGet, CacheAnalytics(Partition = CachePartition.Everyone), ActionName("shared")]
    public string Shared() => Text();

    [HttpGet, CacheAnalytics, AllowAnonymous, ActionName("anonymous")]
    public string Anonymous() => Text();

    private static string Text() => $"{Guid.NewGuid():N}";
}
