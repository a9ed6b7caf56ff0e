using Tasker.OutputCache.CodeFixes;

namespace Tasker.OutputCache.Analyzers.Tests;

/// <summary>TSKR006: a filter of a cached endpoint does not run on hits.</summary>
public sealed class DecidingFilterTests
{
    private const string Filters = """
        public sealed class OwnerFilter : IEndpointFilter
        {
            public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) => next(context);
        }

        public sealed class OwnerAttribute : Attribute, Microsoft.AspNetCore.Mvc.Filters.IAsyncAuthorizationFilter
        {
            public Task OnAuthorizationAsync(Microsoft.AspNetCore.Mvc.Filters.AuthorizationFilterContext context) => Task.CompletedTask;
        }

        public sealed class ShapeAttribute : Attribute, Microsoft.AspNetCore.Mvc.Filters.IResultFilter
        {
            public void OnResultExecuting(Microsoft.AspNetCore.Mvc.Filters.ResultExecutingContext context) { }
            public void OnResultExecuted(Microsoft.AspNetCore.Mvc.Filters.ResultExecutedContext context) { }
        }
        """;

    [Theory]
    [InlineData("CacheAnalytics()", """CacheAnalytics(configure: options => options.IgnoreFilters.Add("OwnerFilter"))""")]
    [InlineData("""CacheAnalytics("x", ["q"])""", """CacheAnalytics("x", ["q"], configure: options => options.IgnoreFilters.Add("OwnerFilter"))""")]
    public Task Filter_IsDismissed(string call, string mended) => Check.MendsInProgramAsync<DismissFix>(
        $$"""app.MapGet("/x", (string? q) => $"{q}").{|TSKR006:AddEndpointFilter<OwnerFilter>|}().{{call}};""",
        $$"""app.MapGet("/x", (string? q) => $"{q}").AddEndpointFilter<OwnerFilter>().{{mended}};""",
        "Dismiss OwnerFilter: it does not decide who gets the response",
        Filters);

    [Fact]
    public Task FilterOfAction_IsDismissed() => Check.MendsAsync<EndpointAnalyzer, DismissFix>(
        Controller("[HttpGet, CacheAnalytics, {|TSKR006:Owner|}]"),
        Controller("""[HttpGet, CacheAnalytics(IgnoreFilters = ["OwnerAttribute"]), Owner]"""),
        "Dismiss OwnerAttribute: it does not decide who gets the response");

    private static string Controller(string attributes) => $$"""
        WebApplication.Create().Run();

        public class XController : ControllerBase
        {
            {{attributes}}
            public string Get() => "x";
        }

        {{Filters}}
        """;

    [Fact]
    public Task Filters_WhereverTheyAreAdded_AreFound() => Check.FindsInProgramAsync(
        """
        app.MapGet("/a", () => "x").CacheAnalytics().{|TSKR006:AddEndpointFilter|}(new OwnerFilter());
        app.MapGet("/b", () => "x").CacheAnalytics().{|TSKR006:AddEndpointFilter|}(async (context, next) => await next(context));
        app.MapGet("/c", () => "x").{|TSKR006:AddEndpointFilterFactory|}((factory, next) => next).CacheAnalytics();
        var group = app.MapGroup("/d").{|TSKR006:AddEndpointFilter<RouteGroupBuilder, OwnerFilter>|}();
        group.MapGet("/e", () => "x").CacheAnalytics();
        """,
        Filters + """
        public class YController : ControllerBase
        {
            [HttpGet, CacheAnalytics, {|TSKR006:TypeFilter(typeof(OwnerAttribute))|}] public string Get() => "x";
        }

        public class ZController : Controller
        {
            [HttpGet, {|TSKR006:CacheAnalytics|}] public string Get() => "x";
            public override void OnActionExecuting(Microsoft.AspNetCore.Mvc.Filters.ActionExecutingContext context) { }
        }
        """.Replace("TypeFilter(typeof(OwnerAttribute))|}", "TypeFilter|}(typeof(OwnerAttribute))", StringComparison.Ordinal));

    [Fact]
    public Task FiltersThatDecideNothing_AreNotFound() => Check.FindsInProgramAsync(
        """
        app.MapGet("/a", () => "x").AddEndpointFilter<OwnerFilter>().CacheAnalytics(configure: o => o.IgnoreFilters.Add("ownerfilter"));
        app.MapGet("/b", () => "x").AddEndpointFilter<OwnerFilter>().CacheAnalytics(configure: o => o.IgnoreFilters.Add("*"));
        app.MapGet("/c", () => "x").AddEndpointFilter<OwnerFilter>();
        app.MapGet("/d", () => "x").CacheAnalytics();
        app.MapGet("/e", [CacheAnalytics(IgnoreFilters = ["OwnerFilter"])] () => "x").AddEndpointFilter<OwnerFilter>();
        """,
        Filters + """
        public class YController : ControllerBase
        {
            [HttpGet, CacheAnalytics, Shape, ProducesResponseType(200), Microsoft.AspNetCore.Authorization.Authorize] public string Get() => "x";
            [HttpGet, CacheAnalytics(IgnoreFilters = ["Owner"]), Owner] public string Other() => "x";
        }
        """);
}
