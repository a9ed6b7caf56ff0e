using Tasker.OutputCache.CodeFixes;

namespace Tasker.OutputCache.Analyzers.Tests;

/// <summary>TSKR005: the endpoint has no responses to cache.</summary>
public sealed class NothingToCacheTests
{
    [Fact]
    public Task Call_IsRemoved() => Check.MendsInProgramAsync<RemoveFix>(
        """
        app.MapPost("/orders", (string? ns) => $"{ns}")
            .WithName("orders")
            .{|TSKR005:CacheAnalytics|}("orders", vary: ["other"]);
        """,
        """
        app.MapPost("/orders", (string? ns) => $"{ns}")
            .WithName("orders");
        """,
        "Remove CacheAnalytics");

    [Fact]
    public Task Attribute_IsRemoved() => Check.MendsAsync<EndpointAnalyzer, RemoveFix>(
        """
        WebApplication.Create().Run();

        public class XController : ControllerBase
        {
            /// <summary>Adds.</summary>
            [HttpPost("x")]
            [{|TSKR005:CacheAnalytics|}("x")]
            public string Post(string? q) => $"{q}";
        }
        """,
        """
        WebApplication.Create().Run();

        public class XController : ControllerBase
        {
            /// <summary>Adds.</summary>
            [HttpPost("x")]
            public string Post(string? q) => $"{q}";
        }
        """,
        "Remove CacheAnalytics");

    [Fact]
    public Task EndpointsWithoutResponsesToGet_AreFound() => Check.FindsInProgramAsync(
        """
        app.MapPut("/a", () => "x").{|TSKR005:CacheAnalytics|}();
        app.MapMethods("/b", ["POST", "PATCH"], () => "x").{|TSKR005:CacheResource|}("b");
        app.MapHub<TheHub>("/c").{|TSKR005:CacheAnalytics|}();
        app.MapGet("/d", () => TypedResults.ServerSentEvents(Handlers.Numbers())).{|TSKR005:CacheAnalytics|}();
        app.MapPost("/e", [{|TSKR005:CacheAnalytics|}] () => "x");
        """,
        """
        public sealed class TheHub : Microsoft.AspNetCore.SignalR.Hub;
        public static class Handlers { public static async IAsyncEnumerable<int> Numbers() { await Task.Yield(); yield return 1; } }
        public class XController : ControllerBase
        {
            [AcceptVerbs("PUT", "POST"), {|TSKR005:CacheAnalytics|}]
            public string Put() => "x";
        }
        """);

    [Fact]
    public Task EndpointsWithResponsesToGet_AreNotFound() => Check.FindsInProgramAsync(
        """
        string[] methods = ["POST"];
        app.Map("/a", () => "x").CacheAnalytics();
        app.MapMethods("/b", ["POST", "get"], () => "x").CacheAnalytics();
        app.MapMethods("/c", methods, () => "x").CacheAnalytics();
        app.MapFallback(() => "x").CacheAnalytics();
        app.MapMethods("/q", ["QUERY"], () => "x").CacheAnalytics();
        app.MapPost("/s", () => "x").CacheAnalytics("s", vary: ["body:*"]);
        app.MapPost("/t", () => "x").CacheAnalytics("t", parameters => parameters.DimensionFromBody("$.ns"));
        var group = app.MapGroup("/d").CacheAnalytics();
        group.MapPost("/e", () => "x");
        """,
        """
        [CacheResource("things")]
        public class XController : ControllerBase
        {
            [AcceptVerbs("GET", "POST"), CacheAnalytics] public string Get() => "x";
            [HttpGet, HttpPost, CacheAnalytics] public string Both() => "x";
            [HttpPost] public string Post() => "x";
            [HttpPost, CacheAnalytics(Vary = ["body:$.filter.ns=ns"])] public string Search() => "x";
        }
        """);
}
