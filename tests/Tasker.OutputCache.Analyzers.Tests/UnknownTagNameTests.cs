using Tasker.OutputCache.CodeFixes;

namespace Tasker.OutputCache.Analyzers.Tests;

/// <summary>TSKR004: a tag names an unknown parameter.</summary>
public sealed class UnknownTagNameTests
{
    [Fact]
    public Task NameThatIsMisspelt_IsCorrected() => Check.MendsInProgramAsync<ReplaceTextFix>(
        """app.MapGet("/things/{id}", (string id) => id).CacheAnalytics("things", configure: options => options.Tags.Add({|TSKR004:"thing:{idd}"|}));""",
        """app.MapGet("/things/{id}", (string id) => id).CacheAnalytics("things", configure: options => options.Tags.Add("thing:{id}"));""",
        "Write \"thing:{id}\"");

    [Fact]
    public Task Names_AreComparedWithAllParameters() => Check.FindsInProgramAsync(
        """
        app.MapGet("/a/{id}", (string id, string? ns) => $"{id} {ns}").CacheAnalytics(vary: ["ns"], configure: o => { o.Tags.Add("x:{id}:{NS}"); o.Tags.Add({|TSKR004:"x:{region}"|}); });
        app.MapGet("/b", (string? ns, [CacheIgnore] string? trace) => $"{ns} {trace}").CacheAnalytics(configure: o => { o.Tags.Add("x:{ns}"); o.Tags.Add({|TSKR004:"x:{trace}"|}); });
        app.MapGet("/c", (HttpContext c) => "x").CacheAnalytics(vary: ["claim:plan", "header:X-A"], configure: o => { o.Tags.Add("x:{plan}:{x-a}"); o.Tags.Add("plain"); });
        app.MapGet("/d", () => "x").CacheAnalytics(configure: o => { o.Parameters.Add(CacheParameter.Computed("day", c => "1")); o.Tags.Add("x:{day}"); });
        app.MapGroup("/g/{tenant}").MapGet("/e", () => "x").CacheAnalytics(configure: o => o.Tags.Add("x:{tenant}"));
        app.MapGroup("/h").CacheAnalytics(configure: o => o.Tags.Add("x:{anything}"));
        """,
        """
        public class XController : ControllerBase
        {
            [HttpGet("x/{id}"), CacheAnalytics(Tags = ["thing:{id}", {|TSKR004:"thing:{region}"|}])]
            public string Get(int id) => $"{id}";
        }
        """);
}
