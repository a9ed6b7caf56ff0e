using Tasker.OutputCache.CodeFixes;

namespace Tasker.OutputCache.Analyzers.Tests;

/// <summary>TSKR010: a declaration can't be read. TSKR011: the endpoint is cached twice.</summary>
public sealed class MalformedTests
{
    [Fact]
    public Task EmptyDefault_IsRemoved() => Check.MendsInProgramAsync<ReplaceTextFix>(
        """app.MapGet("/x", (HttpContext c) => "x").CacheAnalytics(vary: ["ns", {|TSKR010:"region="|}]);""",
        """app.MapGet("/x", (HttpContext c) => "x").CacheAnalytics(vary: ["ns", "region"]);""",
        "Write \"region\"");

    [Fact]
    public Task Texts_AreRead() => Check.FindsInProgramAsync(
        """
        app.MapGet("/a", (HttpContext c) => "x").CacheAnalytics(vary: [{|TSKR010:"cookie:theme"|}, {|TSKR010:"a b"|}, {|TSKR010:""|}, "header:X-A", "CLAIM:http://a/b#c", "query:*", " ns = 1 "]);
        app.MapGet("/b", (HttpContext c) => "x").CacheAnalytics(configure: o => { o.Ignore.Add({|TSKR010:"form:x"|}); o.Ignore.Add({|TSKR010:"request:path"|}); o.Ignore.Add("request:host"); o.Ignore.Add("item:*"); });
        """);

    [Fact]
    public Task FrameworksCaching_BesideOurs_IsRemoved() => Check.MendsInProgramAsync<RemoveFix>(
        """app.MapGet("/x", () => "x").{|TSKR011:CacheOutput|}().CacheAnalytics();""",
        """app.MapGet("/x", () => "x").CacheAnalytics();""",
        "Remove CacheOutput");

    [Fact]
    public Task FrameworksAttribute_BesideOurs_IsFound() => Check.FindsInProgramAsync(
        """
        app.MapGet("/a", [{|TSKR011:OutputCache|}] () => "x").CacheAnalytics();
        app.MapGet("/b", [OutputCache] () => "x");
        app.MapGet("/c", () => "x").CacheOutput();
        """,
        """public class XController : ControllerBase { [HttpGet, CacheAnalytics, {|TSKR011:OutputCache(Duration = 1)|}] public string Get() => "x"; }""".Replace("OutputCache(Duration = 1)|}", "OutputCache|}(Duration = 1)", StringComparison.Ordinal));
}
