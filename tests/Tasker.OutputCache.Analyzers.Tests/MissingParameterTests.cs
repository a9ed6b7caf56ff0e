using Tasker.OutputCache.CodeFixes;

namespace Tasker.OutputCache.Analyzers.Tests;

/// <summary>TSKR001: a parameter of the handler is missing in vary.</summary>
public sealed class MissingParameterTests
{
    [Theory]
    [InlineData("""["hours=24", "ns"]""", """["hours=24", "ns", "status"]""")]
    [InlineData("""new[] { "hours=24", "ns" }""", """new[] { "hours=24", "ns", "status" }""")]
    [InlineData("""new string[] { "hours=24", "ns", }""", """new string[] { "hours=24", "ns", "status" }""")]
    public Task QueryValue_NotInVary_IsAdded(string vary, string mended) => Check.MendsInProgramAsync<VaryFix>(
        $$"""app.MapGet("/orders", (string? ns, string? status, int hours = 24) => $"{ns} {status} {hours}").CacheAnalytics("orders", vary: {|TSKR001:{{vary}}|});""",
        $$"""app.MapGet("/orders", (string? ns, string? status, int hours = 24) => $"{ns} {status} {hours}").CacheAnalytics("orders", vary: {{mended}});""",
        "Add \"status\" to vary");

    [Fact]
    public Task ValueWithDefault_NotInVary_IsAddedWithIt() => Check.MendsInProgramAsync<VaryFix>(
        """app.MapGet("/orders", (string? ns, int hours = 24) => $"{ns} {hours}").CacheResource("orders", null, {|TSKR001:["ns"]|});""",
        """app.MapGet("/orders", (string? ns, int hours = 24) => $"{ns} {hours}").CacheResource("orders", null, ["ns", "hours=24"]);""",
        "Add \"hours=24\" to vary");

    [Fact]
    public Task Vary_ThatSaysLessThanTheHandler_IsLeftOut() => Check.MendsInProgramAsync<VaryFix>(
        """app.MapGet("/orders", (string? ns, int hours = 24) => $"{ns} {hours}").CacheResource("orders", null, {|TSKR001:["ns"]|}, options => options.Ttl = TimeSpan.FromMinutes(1));""",
        """app.MapGet("/orders", (string? ns, int hours = 24) => $"{ns} {hours}").CacheResource("orders", null, configure: options => options.Ttl = TimeSpan.FromMinutes(1));""",
        "Leave vary out: take what the handler binds");

    [Fact]
    public Task Header_NotInVary_IsAdded() => Check.MendsInProgramAsync<VaryFix>(
        """app.MapGet("/orders", (string? ns, [FromHeader(Name = "X-Region")] string? region) => $"{ns} {region}").CacheAnalytics(vary: {|TSKR001:["ns"]|});""",
        """app.MapGet("/orders", (string? ns, [FromHeader(Name = "X-Region")] string? region) => $"{ns} {region}").CacheAnalytics(vary: ["ns", "header:X-Region"]);""",
        "Add \"header:X-Region\" to vary");

    [Theory]
    [InlineData("""{|TSKR001:["ns"]|})""", """["ns"], configure: options => options.Ignore.Add("page"))""")]
    [InlineData("""{|TSKR001:["ns"]|}, o => o.Tags.Add("x"))""", """["ns"], o => { o.Tags.Add("x"); o.Ignore.Add("page"); })""")]
    [InlineData("""{|TSKR001:["ns"]|}, (o) => { o.Tags.Add("x"); })""", """["ns"], (o) => { o.Tags.Add("x"); o.Ignore.Add("page"); })""")]
    public Task QueryValue_NotInVary_IsDismissed(string arguments, string mended) => Check.MendsInProgramAsync<DismissFix>(
        $$"""app.MapGet("/orders", (string? ns, int? page) => $"{ns} {page}").CacheAnalytics("orders", {{arguments}};""",
        $$"""app.MapGet("/orders", (string? ns, int? page) => $"{ns} {page}").CacheAnalytics("orders", {{mended}};""",
        "Dismiss \"page\": the response does not depend on it");

    [Fact]
    public Task Action_WithValueNotInVary_IsMended() => Check.MendsAsync<EndpointAnalyzer, VaryFix>(
        Controller("""[HttpGet("orders/{id}"), CacheAnalytics("orders", Vary = {|TSKR001:new[] { "ns" }|})]"""),
        Controller("""[HttpGet("orders/{id}"), CacheAnalytics("orders", Vary = new[] { "ns", "page=1" })]"""),
        "Add \"page=1\" to vary");

    [Fact]
    public Task Action_WithValueNotInVary_IsDismissed() => Check.MendsAsync<EndpointAnalyzer, DismissFix>(
        Controller("""[HttpGet("orders/{id}"), CacheAnalytics("orders", Vary = {|TSKR001:["ns"]|})]"""),
        Controller("""[HttpGet("orders/{id}"), CacheAnalytics("orders", Vary = ["ns"], Ignore = ["page"])]"""),
        "Dismiss \"page\": the response does not depend on it");

    private static string Controller(string attributes) => $$"""
        WebApplication.Create().Run();

        [Route("api/{tenant}")]
        public class OrdersController : ControllerBase
        {
            {{attributes}}
            public string Get(string tenant, int id, string? ns, int page = 1) => $"{tenant} {id} {ns} {page}";
        }
        """;

    [Fact]
    public Task Everything_ThatBindsOtherwise_IsFound() => Check.FindsInProgramAsync(
        """
        app.MapGet("/named", ([FromQuery(Name = "n")] string? ns, string? q) => $"{ns} {q}").CacheAnalytics(vary: {|TSKR001:["q"]|});
        app.MapGet("/many", (string[] state, string? q) => $"{state.Length} {q}").CacheAnalytics(vary: {|TSKR001:["q"]|});
        app.MapGet("/properties", ([AsParameters] Filter filter) => $"{filter}").CacheAnalytics(vary: {|TSKR001:["status"]|});
        app.MapGet("/record", ([AsParameters] Range range) => $"{range}").CacheAnalytics(vary: {|TSKR001:["from"]|});
        app.MapGet("/struct", ([AsParameters] Person person) => $"{person}").CacheAnalytics(vary: {|TSKR001:["first_name"]|});
        app.MapGet("/attribute", [CacheAnalytics(Vary = {|TSKR001:["q"]|})] (string? q, string? ns) => $"{q} {ns}");
        app.MapGet("/method", Handlers.Get);
        var group = app.MapGroup("/v1/{ns}");
        group.MapGet("/x", (string ns, string? q, string? other) => $"{ns} {q} {other}").CacheAnalytics(vary: {|TSKR001:["q"]|});
        var later = app.MapGet("/later", (string? q, string? other) => $"{q} {other}");
        later.CacheAnalytics(vary: {|TSKR001:["q"]|});
        Handlers.Map(app);
        """,
        """
        public sealed class Filter { public string? Status { get; set; } public string? Kind { get; set; } public string? Computed => Kind; }
        public sealed record Range(int From, int To = 9);
        public readonly record struct Person([FromQuery(Name = "first_name")] string? FirstName, [FromQuery(Name = "last_name")] string? LastName);
        public static class Handlers
        {
            [CacheAnalytics("method", Vary = {|TSKR001:["q"]|})]
            public static string Get(string? q, string? ns) => $"{q} {ns}";

            public static void Map(IEndpointRouteBuilder endpoints) =>
                endpoints.MapGet("/moved", (string? q, DateOnly day) => $"{q} {day}").CacheAnalytics(vary: {|TSKR001:["q"]|});
        }
        """);

    [Fact]
    public Task Actions_ThatBindOtherwise_AreFound() => Check.FindsInTypesAsync("""
        public sealed class Search { public string? Text { get; set; } public Page? Page { get; set; } }
        public sealed class Page { public int Number { get; set; } }

        public class SearchController : ControllerBase
        {
            [HttpGet("search"), CacheAnalytics(Vary = {|TSKR001:["text"]|})]
            public string Get([FromQuery] Search search) => $"{search.Text}";
        }

        [CacheResource("reports", Vary = {|TSKR001:["a"]|})]
        public class ReportsController : ControllerBase
        {
            [HttpGet("one")]
            public string One(string? a) => $"{a}";

            [HttpGet("two")]
            public string Two(string? a, [FromHeader(Name = "X-B")] string? b) => $"{a} {b}";

            [HttpPost("three")]
            public string Three(string? a, string? c) => $"{a} {c}";
        }
        """);

    [Fact]
    public Task What_IsInTheKeyOrNotOfTheRequest_IsNotFound() => Check.FindsInProgramAsync(
        """
        string[] names = ["ns"];
        app.MapGet("/plain", (string? ns, string? q) => $"{ns} {q}").CacheAnalytics();
        app.MapGet("/empty", (string? ns) => $"{ns}").CacheAnalytics(vary: []);
        app.MapGet("/route/{id:int}/{*rest}", (int id, string rest, string? q) => $"{id} {rest} {q}").CacheAnalytics(vary: ["q"]);
        app.MapGet("/services", (string? q, Handlers handlers, ITheService service, [FromServices] string text, CancellationToken token) => $"{q}").CacheAnalytics(vary: ["q"]);
        app.MapGet("/case", (string? Q) => $"{Q}").CacheAnalytics(vary: ["q"]);
        app.MapGet("/whole", (string? q, string? ns) => $"{q} {ns}").CacheAnalytics(vary: ["query:*"]);
        app.MapGet("/ignored", (string? q, [CacheIgnore] string? trace) => $"{q} {trace}").CacheAnalytics(vary: ["q"]);
        app.MapGet("/dismissed", (string? q, string? page) => $"{q} {page}").CacheAnalytics(vary: ["q"], configure: options => options.Ignore.Add("Page"));
        app.MapGet("/all", (string? q, [FromHeader] string? a) => $"{q} {a}").CacheAnalytics(vary: ["q"], configure: options => { options.Ignore.Add("header:*"); });
        app.MapGet("/computed", (string? q, string? ns) => $"{q} {ns}").CacheAnalytics(vary: ["q"], configure: options => options.Parameters.Add(CacheParameter.Computed("ns", c => c.Request.Query["ns"])));
        app.MapGet("/variable", (string? q, string? ns) => $"{q} {ns}").CacheAnalytics(vary: names);
        app.MapGet("/spread", (string? q, string? ns) => $"{q} {ns}").CacheAnalytics(vary: ["q", .. names]);
        app.MapGet("/elsewhere", (string? q, string? ns) => $"{q} {ns}").CacheAnalytics(vary: ["q"], configure: Handlers.Configure);
        app.MapGroup("/g/{tenant}").MapGroup("/h").MapGet("/x", (string tenant, string? q) => $"{tenant} {q}").CacheAnalytics(vary: ["q"]);
        app.MapGroup("/all").CacheAnalytics(vary: ["q"]).MapGet("/x", (string? ns) => $"{ns}");
        Handlers.Map(app.MapGroup("/of/{ns}"));
        """,
        """
        public interface ITheService;
        public sealed class Handlers
        {
            public static void Configure(CacheEndpointOptions options) => options.Ignore.Add("ns");

            public static void Map(IEndpointRouteBuilder endpoints) =>
                endpoints.MapGet("/x", (string ns, string? q) => $"{ns} {q}").CacheAnalytics(vary: ["q"]);
        }

        [ApiController, Route("api/{tenant}/[controller]")]
        public class ThingsController : ControllerBase
        {
            [HttpGet("{id}"), CacheAnalytics(Vary = ["q"])]
            public string Get(string tenant, int id, string? q, Body body, [FromServices] Handlers handlers) => $"{q}";

            [HttpGet, CacheAnalytics(Vary = ["text"], Ignore = ["page"])]
            public string Find([FromQuery] Search search, int page) => $"{search}";

            public string NotCached(string? q) => $"{q}";
        }

        public sealed class Body { public string? Text { get; set; } }
        public sealed class Search { public string? Text { get; set; } }
        """);

    [Fact]
    public Task Types_OfOthersWithTheSameNames_AreNotFound() => Check.FindsInProgramAsync(
        """app.MapGet("/x", (string? ns) => $"{ns}").CacheIt(vary: ["q"]);""",
        """
        namespace Other
        {
            public sealed class CacheAnalyticsAttribute : Attribute { public string[] Vary { get; set; } = []; }
            public class XController : ControllerBase { [Other.CacheAnalytics(Vary = ["a"])] public string Get(string? b) => $"{b}"; }
        }

        public static class Extensions { public static T CacheIt<T>(this T builder, string[] vary) => builder; }
        """);

    [Fact]
    public Task Code_ThatDoesNotCompile_DoesNotEndTheAnalyzer() => Check.FindsInBrokenProgramAsync(
        """
        var group = group.MapGroup("/x");
        group.MapGet("/y", (string? q) => q).CacheAnalytics(vary: ["q",]);
        app.MapGet("/z", nothing).CacheAnalytics(vary: [1, missing, "q"], configure: );
        app.MapGet(
        app.MapGet("/a", ([AsParameters] Missing m, string? q, string q) => q).CacheResource(
        """,
        """
        public class XController : ControllerBase
        {
            [AcceptVerbs(null), CacheAnalytics(Vary = [1]), CacheResource(), TypeFilter(], OutputCache]
            public string Get(Missing m, string? q) => ;
        }
        """);
}
