using Tasker.OutputCache.CodeFixes;

namespace Tasker.OutputCache.Analyzers.Tests;

/// <summary>TSKR003: a default in vary differs from the handler's.</summary>
public sealed class OtherDefaultTests
{
    [Fact]
    public Task OtherDefault_IsCorrected() => Check.MendsInProgramAsync<ReplaceTextFix>(
        """app.MapGet("/orders", (int hours = 24) => $"{hours}").CacheAnalytics("orders", vary: [{|TSKR003:"hours=48"|}]);""",
        """app.MapGet("/orders", (int hours = 24) => $"{hours}").CacheAnalytics("orders", vary: ["hours=24"]);""",
        "Write \"hours=24\"");

    [Fact]
    public Task OtherDefaults_OfEverySource_AreFound() => Check.FindsInProgramAsync(
        """
        app.MapGet("/header", ([FromHeader(Name = "X-Plan")] string plan = "free") => plan).CacheAnalytics(vary: [{|TSKR003:"header:X-Plan=pro"|}]);
        app.MapGet("/enum", (Order order = Order.Down) => $"{order}").CacheAnalytics(vary: [{|TSKR003:"order=up"|}]);
        app.MapGet("/bool", (bool open = true) => $"{open}").CacheAnalytics(vary: [{|TSKR003:"open=false"|}]);
        """,
        """
        public enum Order { Up, Down }
        public class XController : ControllerBase
        {
            [HttpGet("x"), CacheAnalytics(Vary = [{|TSKR003:"limit=10"|}])]
            public string Get(int limit) => $"{limit}";
        }
        """);

    [Fact]
    public Task TheSameValue_HoweverItIsSpelt_IsNotFound() => Check.FindsInProgramAsync(
        """
        app.MapGet("/number", (int hours = 24) => $"{hours}").CacheAnalytics(vary: ["hours=024"]);
        app.MapGet("/enum", (Order order = Order.Down, Order other = Order.Down) => $"{order} {other}").CacheAnalytics(vary: ["order=DOWN", "other=1"]);
        app.MapGet("/bool", (bool open = true) => $"{open}").CacheAnalytics(vary: ["open=True"]);
        app.MapGet("/none", (int? hours, string? range, DateTime? day = null) => $"{hours} {range} {day}").CacheAnalytics(vary: ["hours=24", "range=7d", "day"]);
        app.MapGet("/decimal", (double share = 0.5) => $"{share}").CacheAnalytics(vary: ["share=.50"]);
        """,
        "public enum Order { Up, Down }");
}
