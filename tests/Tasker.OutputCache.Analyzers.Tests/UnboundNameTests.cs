using Tasker.OutputCache.CodeFixes;

namespace Tasker.OutputCache.Analyzers.Tests;

/// <summary>TSKR002: vary names something that nothing binds.</summary>
public sealed class UnboundNameTests
{
    [Fact]
    public Task NameThatIsMisspelt_IsCorrected() => Check.MendsInProgramAsync<ReplaceTextFix>(
        """app.MapGet("/orders", (string? status, int hours = 24) => $"{status} {hours}").CacheAnalytics("orders", vary: ["status", {|TSKR002:"huors=24"|}], options => options.Ignore.Add("header:*"));""",
        """app.MapGet("/orders", (string? status, int hours = 24) => $"{status} {hours}").CacheAnalytics("orders", vary: ["status", "hours=24"], options => options.Ignore.Add("header:*"));""",
        "Write \"hours=24\"");

    [Fact]
    public Task NameThatNothingBinds_IsRemoved() => Check.MendsInProgramAsync<RemoveFix>(
        """app.MapGet("/orders", (string? status) => $"{status}").CacheAnalytics("orders", vary: ["status", {|TSKR002:"region"|}]);""",
        """app.MapGet("/orders", (string? status) => $"{status}").CacheAnalytics("orders", vary: ["status"]);""",
        "Remove \"region\" from vary");

    [Fact]
    public Task RouteValueThatIsMisspelt_IsCorrected() => Check.MendsInProgramAsync<ReplaceTextFix>(
        """app.MapGet("/orders/{id}", (HttpContext context) => $"{context.Request.RouteValues.Count}").CacheAnalytics("orders", vary: [{|TSKR002:"route:idd"|}]);""",
        """app.MapGet("/orders/{id}", (HttpContext context) => $"{context.Request.RouteValues.Count}").CacheAnalytics("orders", vary: ["route:id"]);""",
        "Write \"route:id\"");

    [Fact]
    public Task NamesThatOtherCodeMayRead_AreNotFound() => Check.FindsInProgramAsync(
        """
        app.MapGet("/context", (HttpContext context, string? q) => $"{context.Request.Query["other"]} {q}").CacheAnalytics(vary: ["q", "other"]);
        app.MapGet("/user", (System.Security.Claims.ClaimsPrincipal user, string? q) => $"{q}").CacheAnalytics(vary: ["q", "other"]);
        app.MapGet("/bound", (Bound bound, string? q) => $"{bound} {q}").CacheAnalytics(vary: ["q", "other"]);
        app.MapGet("/claim", (string? q) => $"{q}").CacheAnalytics(vary: ["q", "claim:plan"]);
        app.MapGet("/nothing", () => "x").CacheAnalytics(vary: ["q"]);
        app.MapGet("/route/{id}", (string? q) => $"{q}").CacheAnalytics(vary: ["q", "id", "route:id"]);
        app.MapGet("/delegate", async context => await context.Response.WriteAsync("x")).CacheAnalytics(vary: ["q"]);
        app.MapGroup("/group").CacheAnalytics(vary: ["q", "other"]).MapGet("/x", (string? q) => $"{q}");
        """,
        """
        public sealed class Bound { public static ValueTask<Bound> BindAsync(HttpContext context) => new(new Bound()); }
        public class QController : ControllerBase
        {
            [HttpGet("c"), CacheAnalytics(Vary = ["q", "other"])]
            public string Get(string? q) => $"{Request.Query["other"]} {q}";
        }
        """);

    [Fact]
    public Task NamesThatServicesMayRead_AreNotFound() => Check.FindsInProgramAsync(
        """app.MapGet("/x", (Region region, string? q) => $"{region.Name} {q}").CacheAnalytics(vary: ["q", "header:X-Region"]);""",
        """public sealed class Region(IHttpContextAccessor accessor) { public string? Name => accessor.HttpContext?.Request.Headers["X-Region"]; }""");
}
