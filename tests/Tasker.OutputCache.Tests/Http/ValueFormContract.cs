using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.Caching.Backends.Memory;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http;

/// <summary>However a client spells a value, the eviction of the value takes its response, and nobody gets the answer to another value.</summary>
public abstract class ValueFormContract : HttpContract
{
    private static readonly Guid Id = new("0f8fad5b-d9cb-469f-a165-70867728950e");

    private static readonly DateTime At = new(2026, 11, 30, 10, 0, 0, DateTimeKind.Utc);

    private int _runs;

    public static TheoryData<string, string[], string> Spellings => new()
    {
        { "int", ["/int/7", "/int/07", "/int/+7", "/int/%207"], "/int/8" },
        { "text", ["/text/7", "/text/007"], "/text/8" },
        { "range", ["/range/7", "/range/07"], "/range/8" },
        { "bool", ["/bool?open=true", "/bool?open=True", "/bool?open=TRUE", "/bool?open=+true", "/bool"], "/bool?open=false" },
        { "guid", [$"/guid/{Id:D}", $"/guid/{Id:N}", $"/guid/{Id:B}", $"/guid/{Id.ToString("D").ToUpperInvariant()}"], $"/guid/{Guid.Empty}" },
        { "enum", ["/enum?state=Failed", "/enum?state=2", "/enum?state=02", "/enum?state=Broken"], "/enum?state=Done" },
        { "decimal", ["/decimal?price=1.5", "/decimal?price=1.50", "/decimal?price=01.5"], "/decimal?price=1.05" },
        { "double", ["/double?ratio=0.1", "/double?ratio=0.10", "/double?ratio=1e-1", "/double?ratio=.1"], "/double?ratio=0.2" },
        { "date", ["/date?day=2026-11-30", "/date?day=11/30/2026", "/date?day=30+Nov+2026"], "/date?day=2026-11-29" },
        { "time", ["/time?at=09:30", "/time?at=9:30", "/time?at=09:30:00"], "/time?at=09:31" },
        { "datetime", ["/datetime?at=2026-11-30T10:00:00Z", "/datetime?at=2026-11-30+10:00Z", "/datetime?at=2026-11-30T11:00:00%2B01:00"], "/datetime?at=2026-11-30T11:00:00Z" },
        { "instant", ["/instant?at=2026-11-30T10:00:00Z", "/instant?at=2026-11-30T11:00:00%2B01:00", "/instant?at=2026-11-30T10:00:00"], "/instant?at=2026-11-30T11:00:00Z" },
        { "span", ["/span?length=1:00", "/span?length=01:00:00"], "/span?length=2:00" },
        { "many", ["/many?id=7", "/many?id=8&id=07", "/many?id=007"], "/many?id=8" },
        { "model", ["/model?page=7", "/model?page=07"], "/model?page=8" },
        { "raw", ["/raw?n=7", "/raw?n=07", "/raw?n=x"], "/raw?n=8" },
        { "mvc-int", ["/mvc/int/7", "/mvc/int/07", "/mvc/int/+7", "/mvc/int/0x7"], "/mvc/int/8" },
        { "mvc-bool", ["/mvc/bool?open=true", "/mvc/bool?open=True"], "/mvc/bool?open=false" },
        { "mvc-enum", ["/mvc/enum?state=Failed", "/mvc/enum?state=failed", "/mvc/enum?state=2"], "/mvc/enum?state=done" },
        { "mvc-guid", [$"/mvc/guid/{Id:D}", $"/mvc/guid/{Id:N}"], $"/mvc/guid/{Guid.Empty}" },
        { "mvc-date", ["/mvc/date?at=2026-11-30T10:00:00Z", "/mvc/date?at=2026-11-30T11:00:00%2B01:00"], "/mvc/date?at=2026-11-30T11:00:00Z" },
        { "mvc-model", ["/mvc/model?max_size=7", "/mvc/model?max_size=07"], "/mvc/model?max_size=8" },
    };

    private static Dictionary<string, CacheTag[]> Evictions => new()
    {
        ["int"] = [CacheTag.For("int").With("id", 7), CacheTag.For("int").With("id", "007"), CacheTag.For("int").With("id", 7L), CacheTag.For("int").With("id", 7.0m)],
        ["text"] = [CacheTag.For("text").With("id", 7)],
        ["range"] = [CacheTag.For("range").With("id", (byte)7)],
        ["bool"] = [CacheTag.For("bool").With("open", true), CacheTag.For("bool").With("open", "TRUE")],
        ["guid"] = [CacheTag.For("guid").With("id", Id), CacheTag.For("guid").With("id", Id.ToString("N"))],
        ["enum"] = [CacheTag.For("enum").With("state", TestStatus.Failed), CacheTag.For("enum").With("state", 2), CacheTag.For("enum").With("state", "failed")],
        ["decimal"] = [CacheTag.For("decimal").With("price", 1.50m), CacheTag.For("decimal").With("price", "1.500")],
        ["double"] = [CacheTag.For("double").With("ratio", 0.1), CacheTag.For("double").With("ratio", 0.1m)],
        ["date"] = [CacheTag.For("date").With("day", new DateOnly(2026, 11, 30)), CacheTag.For("date").With("day", At.Date)],
        ["time"] = [CacheTag.For("time").With("at", new TimeOnly(9, 30))],
        ["datetime"] = [CacheTag.For("datetime").With("at", At), CacheTag.For("datetime").With("at", DateTime.SpecifyKind(At, DateTimeKind.Unspecified)), CacheTag.For("datetime").With("at", At.ToLocalTime())],
        ["instant"] = [CacheTag.For("instant").With("at", new DateTimeOffset(At)), CacheTag.For("instant").With("at", new DateTimeOffset(At).ToOffset(TimeSpan.FromHours(5))), CacheTag.For("instant").With("at", At)],
        ["span"] = [CacheTag.For("span").With("length", TimeSpan.FromHours(1))],
        ["many"] = [CacheTag.For("many").WithAnyOf("id", ["07"])],
        ["model"] = [CacheTag.For("model").With("page", 7)],
        ["raw"] = [CacheTag.For("raw").With("n", 7)],
        ["mvc-int"] = [CacheTag.For("mvc-int").With("id", 7)],
        ["mvc-bool"] = [CacheTag.For("mvc-bool").With("open", true)],
        ["mvc-enum"] = [CacheTag.For("mvc-enum").With("state", TestStatus.Broken)],
        ["mvc-guid"] = [CacheTag.For("mvc-guid").With("id", Id)],
        ["mvc-date"] = [CacheTag.For("mvc-date").With("at", At)],
        ["mvc-model"] = [CacheTag.For("mvc-model").With("max_size", 7)],
    };

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task Evict_AValue_TakesEverySpellingAndNoOtherValue(string type, string[] gone, string stays)
    {
        await using var app = await StartAsync(MapTypes, services: AddControllers);

        foreach (var tag in Evictions[type])
        {
            var before = new Dictionary<string, string>();
            foreach (var url in gone.Append(stays))
            {
                before[url] = await app.Client.GetStringAsync(url, Token);
                Assert.Equal(before[url], await app.Client.GetStringAsync(url, Token));
            }

            await app.Evictor.EvictAsync([tag], Token);

            foreach (var url in gone)
            {
                Assert.True(before[url] != await app.Client.GetStringAsync(url, Token), $"{url} outlived the eviction of {tag}");
            }

            Assert.Equal(before[stays], await app.Client.GetStringAsync(stays, Token));
        }
    }

    [Theory]
    [InlineData("/bool?open=true", "/bool?open=True", true)]
    [InlineData("/enum?state=Failed", "/enum?state=2", true)]
    [InlineData("/enum?state=Failed", "/enum?state=Broken", true)]
    [InlineData("/decimal?price=1.5", "/decimal?price=1.50", false)]
    [InlineData("/int/7", "/int/07", false)]
    [InlineData("/raw?n=7", "/raw?n=07", false)]
    [InlineData("/model?page=7", "/model?page=%2B7", true)]
    [InlineData("/raw-model?page=7", "/raw-model?page=07", false)]
    [InlineData("/mvc/bool?open=true", "/mvc/bool?open=True", false)]
    public async Task Get_EqualValues_ShareWhereTheHandlerCantTellThemApart(string one, string other, bool isShared)
    {
        await using var app = await StartAsync(MapTypes, services: AddControllers);

        var first = await app.Client.GetStringAsync(one, Token);

        Assert.Equal(isShared, first == await app.Client.GetStringAsync(other, Token));
    }

    [Fact]
    public async Task Get_AnySpelling_GivesWhatTheHandlerWouldGive()
    {
        await using var app = await StartAsync(static app =>
        {
            foreach (var prefix in new[] { "/cached", "/fresh" })
            {
                var group = app.MapGroup(prefix);
                RouteHandlerBuilder[] endpoints =
                [
                    group.MapGet("/int", static (int v = -1) => $"{v}"),
                    group.MapGet("/byte", static (byte? v) => $"{v}"),
                    group.MapGet("/long", static (long? v) => $"{v}"),
                    group.MapGet("/bool", static (bool? v) => $"{v}"),
                    group.MapGet("/guid", static (Guid? v) => $"{v}"),
                    group.MapGet("/enum", static (TestStatus? v) => $"{v}"),
                    group.MapGet("/decimal", static (decimal? v) => v?.ToString(CultureInfo.InvariantCulture) ?? "null"),
                    group.MapGet("/double", static (double? v) => v?.ToString("R", CultureInfo.InvariantCulture) ?? "null"),
                    group.MapGet("/date", static (DateOnly? v) => v?.ToString("O", CultureInfo.InvariantCulture) ?? "null"),
                    group.MapGet("/datetime", static (DateTime? v) => v?.ToString("O", CultureInfo.InvariantCulture) ?? "null"),
                    group.MapGet("/ints", static (int[] v) => string.Join('|', v)),
                    group.MapGet("/string", static (string? v) => v is null ? "null" : $"[{v}]"),
                    group.MapGet("/raw", static (HttpRequest request, int? v) => $"{request.QueryString}"),
                ];
                foreach (var endpoint in prefix == "/cached" ? endpoints : [])
                {
                    endpoint.CacheResource("spellings", vary: ["v=77"]);
                }
            }
        });
        string[] values =
        [
            "", "?v", "?v=", "?v=7", "?v=07", "?v=+7", "?v=%2B7", "?v=7+", "?v=-0", "?v=0", "?v=300", "?v=3000000000", "?v=1,000", "?v=7&v=8", "?v=07&v=8", "?v=&v=", "?v=1&v=000",
            "?v=true", "?v=TRUE", "?v=+true", "?v=1", "?v=1.0", "?v=1.00", "?v=1e0", "?v=Failed", "?v=failed", "?v=Broken", "?v=2", "?v=9", "?v=Open,Done", "?v=Open&v=Done",
            $"?v={Id}", $"?v={Id:N}", $"?v={Id:X}", "?v=2026-11-30", "?v=11/30/2026", "?v=2026-11-30T10:00Z", "?v=2026-11-30T10:00", "?v=%00", "?v=7%00", "?v=%D9%A7",
        ];

        foreach (var path in new[] { "int", "byte", "long", "bool", "guid", "enum", "decimal", "double", "date", "datetime", "ints", "string", "raw" })
        {
            for (var round = 0; round < 2; round++)
            {
                // An absent value is the handler's own default, which is another one than was declared here.
                foreach (var value in values.Where(static value => value.Length > 0))
                {
                    var expected = await AnswerAsync(app, $"/fresh/{path}{value}");
                    Assert.Equal((path, value, expected), (path, value, await AnswerAsync(app, $"/cached/{path}{value}")));
                }
            }
        }
    }

    [Fact]
    public async Task Evict_EndpointsDisagreeOnAType_TheDimensionCountsAsAny()
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(
            app =>
            {
                app.MapGet("/number", (int v) => Run()).CacheResource("torn", "number", vary: ["v"]);
                app.MapGet("/flag", (bool v) => Run()).CacheResource("torn", "flag", vary: ["v"]);
                app.MapGet("/text", (string v) => Run()).CacheResource("torn", "text", vary: ["v"]);
            },
            logs: logs);

        Assert.Contains(logs.Entries, static entry => entry.Level == LogLevel.Warning && entry.Message.Contains("'GET /flag'", StringComparison.Ordinal) && entry.Message.Contains("binds 'v' as another type", StringComparison.Ordinal));
        foreach (var url in new[] { "/number?v=07", "/flag?v=True", "/text?v=7" })
        {
            var before = await app.Client.GetStringAsync(url, Token);
            Assert.Equal(before, await app.Client.GetStringAsync(url, Token));
            await app.Evictor.EvictAsync([CacheTag.For("torn").With("v", 1)], Token);
            Assert.NotEqual(before, await app.Client.GetStringAsync(url, Token));
        }
    }

    [Fact]
    public async Task Get_BuildsBindAnotherType_NeitherServesWhatTheOtherTagged()
    {
        var log = new InMemoryEvictionLog(TimeProvider.System, TimeSpan.FromHours(1));
        var tier = new SharedTier();
        await using var text = await StartBuildAsync(log, tier, app => app.MapGet("/orders/{id}", (string id) => Run()).CacheResource("orders", "one", vary: ["id"]));
        await using var number = await StartBuildAsync(log, tier, app => app.MapGet("/orders/{id}", (int id) => Run()).CacheResource("orders", "one", vary: ["id"]));

        var stored = await text.Client.GetStringAsync("/orders/07", Token);
        await WaitAsync(() => tier.Count == 1, "the fill");
        await number.Evictor.EvictAsync([CacheTag.For("orders").With("id", 7)], Token);

        Assert.NotEqual(stored, await number.Client.GetStringAsync("/orders/07", Token));
    }

    private Task<TestApp> StartBuildAsync(IEvictionLog log, SharedTier tier, Action<WebApplication> endpoints) => StartAsync(
        endpoints,
        static options => options.Backend = "redis",
        services => services.AddSingleton<ICacheBackendProvider>(new TestBackend(log, tier)));

    private static async Task<string> AnswerAsync(TestApp app, string url)
    {
        var response = await app.Client.GetAsync(url, Token);
        return $"{(int)response.StatusCode} {(response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync(Token) : string.Empty)}";
    }

    private static void AddControllers(IServiceCollection services) => services.AddControllers().ConfigureApplicationPartManager(static parts =>
    {
        parts.ApplicationParts.Clear();
        parts.ApplicationParts.Add(new AssemblyPart(typeof(BoundController).Assembly));
    });

    private void MapTypes(WebApplication app)
    {
        app.MapControllers();
        app.MapGet("/int/{id:int}", (int id) => Run()).CacheResource("int", "one", vary: ["id"]);
        app.MapGet("/text/{id:int}", (string id) => Run()).CacheResource("text", "one", vary: ["id"]);
        app.MapGet("/range/{id:range(1,9)}", (HttpContext context) => Run()).CacheResource("range", "one", vary: ["id"]);
        app.MapGet("/bool", (bool? open) => Run()).CacheResource("bool", "one", vary: ["open"]);
        app.MapGet("/guid/{id}", (Guid id) => Run()).CacheResource("guid", "one", vary: ["id"]);
        app.MapGet("/enum", ([FromQuery(Name = "state")] TestStatus status) => Run()).CacheResource("enum", "one", vary: ["state"]);
        app.MapGet("/decimal", (decimal price) => Run()).CacheResource("decimal", "one", vary: ["price"]);
        app.MapGet("/double", (double ratio) => Run()).CacheResource("double", "one", vary: ["ratio"]);
        app.MapGet("/date", (DateOnly day) => Run()).CacheResource("date", "one", vary: ["day"]);
        app.MapGet("/time", (TimeOnly at) => Run()).CacheResource("time", "one", vary: ["at"]);
        app.MapGet("/datetime", (DateTime at) => Run()).CacheResource("datetime", "one", vary: ["at"]);
        app.MapGet("/instant", (DateTimeOffset at) => Run()).CacheResource("instant", "one", vary: ["at"]);
        app.MapGet("/span", (TimeSpan length) => Run()).CacheResource("span", "one", vary: ["length"]);
        app.MapGet("/many", (int[] id) => Run()).CacheResource("many", "one", vary: ["id"]);
        app.MapGet("/model", ([AsParameters] PageModel model) => Run()).CacheResource("model", "one", vary: ["page"]);
        app.MapGet("/raw-model", ([AsParameters] RawModel model) => Run()).CacheResource("raw-model", "one", vary: ["page"]);
        app.MapGet("/raw", (HttpContext context) => Run()).CacheResource("raw", "one", vary: ["n"]);
        app.MapGet("/raw-too", (int n) => Run()).CacheResource("raw", "two", vary: ["n"]);
    }

    private string Run() => $"run {Interlocked.Increment(ref _runs)}";

    private sealed record PageModel(int Page);

    private sealed record RawModel(int Page, HttpRequest Request);
}
