using Tasker.OutputCache.CodeFixes;

namespace Tasker.OutputCache.Analyzers.Tests;

/// <summary>TSKR007: the handler reads an undeclared input.</summary>
public sealed class UndeclaredReadTests
{
    [Fact]
    public Task Header_WithoutVary_IsDeclaredWithWhatWasInferred() => Check.MendsInProgramAsync<VaryFix>(
        """app.MapGet("/x/{id}", (HttpContext context, int id, string? ns, int hours = 24) => $"{id} {ns} {hours} {{|TSKR007:context.Request.Headers["X-Region"]|}}").CacheAnalytics();""",
        """app.MapGet("/x/{id}", (HttpContext context, int id, string? ns, int hours = 24) => $"{id} {ns} {hours} {context.Request.Headers["X-Region"]}").CacheAnalytics(vary: ["id", "ns", "hours=24", "header:X-Region"]);""",
        "Add \"header:X-Region\" to vary");

    [Fact]
    public Task QueryValue_WithVary_IsDeclared() => Check.MendsInProgramAsync<VaryFix>(
        """app.MapGet("/x", (HttpRequest request, string? ns) => $"{ns} {{|TSKR007:request.Query["page"]|}}").CacheAnalytics(vary: ["ns"]);""",
        """app.MapGet("/x", (HttpRequest request, string? ns) => $"{ns} {request.Query["page"]}").CacheAnalytics(vary: ["ns", "page"]);""",
        "Add \"page\" to vary");

    [Fact]
    public Task Cookie_IsDismissed() => Check.MendsInProgramAsync<DismissFix>(
        """app.MapGet("/x", (HttpRequest request) => $"{{|TSKR007:request.Cookies["theme"]|}}").CacheAnalytics();""",
        """app.MapGet("/x", (HttpRequest request) => $"{request.Cookies["theme"]}").CacheAnalytics(configure: options => options.Ignore.Add("cookie:theme"));""",
        "Dismiss \"cookie:theme\": the response does not depend on it");

    [Fact]
    public Task Reads_WhereverTheyStand_AreFound() => Check.FindsInProgramAsync(
        """
        app.MapGet("/a", (HttpContext c) => $"{{|TSKR007:c.Request.Headers.AcceptLanguage|}}").CacheAnalytics();
        app.MapGet("/b", (HttpContext c) => {|TSKR007:c.Request.Query.TryGetValue("q", out var q)|} ? "x" : "y").CacheAnalytics();
        app.MapGet("/c", (HttpContext c) => $"{{|TSKR007:c.Request.QueryString|}}").CacheAnalytics();
        app.MapGet("/d", Handlers.Get).CacheAnalytics();
        app.MapGet("/e", async c => await c.Response.WriteAsync($"{{|TSKR007:c.Request.Query["q"]|}} {c.Request.Query["q"]}")).CacheAnalytics();
        app.MapGet("/f", (HttpContext c) => $"{{|TSKR007:c.User|}.Identity}").CacheAnalytics(configure: o => o.Partition = CachePartition.Everyone);
        """,
        """
        public static class Handlers { public static string Get(HttpRequest request) { return $"{{|TSKR007:request.Headers["X-A"]|}}"; } }
        public class XController : ControllerBase
        {
            [HttpGet, CacheAnalytics]
            public string Get(string? ns) => $"{ns} {{|TSKR007:Request.Headers["X-A"]|}} {{|TSKR007:HttpContext.Request.Cookies["a"]|}}";
        }
        """);

    [Fact]
    public Task What_IsDeclaredOrHarmless_IsNotFound() => Check.FindsInProgramAsync(
        """
        app.MapGet("/a", (HttpContext c) => $"{c.Request.Headers["X-A"]}{c.Request.Query["q"]}").CacheAnalytics(vary: ["header:x-a", "q"]);
        app.MapGet("/b", (HttpContext c, string? q) => $"{c.Request.Query["q"]} {q}").CacheAnalytics();
        app.MapGet("/c", (HttpContext c) => $"{c.Request.Query["q"]}{c.Request.QueryString}").CacheAnalytics(vary: ["query:*"]);
        app.MapGet("/d", (HttpContext c) => $"{c.Request.Headers.UserAgent}{c.Request.Headers["X-Forwarded-For"]}{c.Request.Headers.IfNoneMatch}{c.Request.Path}{c.Request.Query.Count}").CacheAnalytics();
        app.MapGet("/e", (HttpContext c) => { c.Response.Headers["X-A"] = "1"; c.Response.Headers.CacheControl = "no-cache"; return "x"; }).CacheAnalytics();
        app.MapGet("/f", (HttpContext c) => $"{c.Request.Headers["X-A"]}{c.Request.Cookies["b"]}").CacheAnalytics(configure: o => { o.Ignore.Add("header:X-A"); o.Ignore.Add("cookie:*"); });
        app.MapGet("/g", (HttpContext c) => $"{c.Request.Cookies["theme"]}").CacheAnalytics(configure: o => o.Parameters.Add(CacheParameter.Computed("t", c => c.Request.Cookies["theme"])));
        app.MapGet("/h", (HttpContext c) => $"{c.User.Identity?.Name}").CacheAnalytics(configure: o => o.Partition = CachePartition.User);
        app.MapGet("/i", (HttpContext c) => $"{c.User.Identity?.Name}").CacheAnalytics();
        app.MapGet("/j", (HttpContext c) => $"{c.Request.Headers["X-A"]}");
        app.MapGet("/k", (HttpContext c) => $"{c.Request.Query["q"]}{c.Request.Headers["X-A"]}").CacheAnalytics(configure: Handlers.Configure);
        app.MapGet("/m", (HttpContext c) => $"{c.Request.Query["ns"]}{c.Request.Query["ns[]"]}").CacheAnalytics(vary: ["ns"]);
        app.MapGet("/l", (HttpContext c, [CacheIgnore] string? trace) => $"{c.Request.Query["trace"]}").CacheAnalytics();
        """,
        "public static class Handlers { public static void Configure(CacheEndpointOptions options) => options.Ignore.Add(\"q\"); }");
}
