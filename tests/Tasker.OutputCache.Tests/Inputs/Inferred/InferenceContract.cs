using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.Tests.Hosting;
using Tasker.OutputCache.Tests.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Inputs.Inferred;

/// <summary>An endpoint that declares nothing shares exactly what its handler can't tell apart.</summary>
public abstract class InferenceContract : HttpContract
{
    private int _runs;

    [Theory]
    [InlineData("/values/1", "/values/2", false)]
    [InlineData("/values/1", "/values/1?hours=24&utm_source=x", true)]
    [InlineData("/values/1", "/values/1?hours=48", false)]
    [InlineData("/values/1?ns=a", "/values/1?ns=b", false)]
    [InlineData("/values/1?ns=a", "/values/1", false)]
    [InlineData("/values/1?ns=", "/values/1", false)]
    [InlineData("/values/1?open=True", "/values/1?open=true", true)]
    [InlineData("/values/1", "/values/1?open=false", true)]
    [InlineData("/values/1?state=2", "/values/1?state=Failed", true)]
    [InlineData("/values/1", "/values/1?state=Open", true)]
    [InlineData("/values/1?from=2026-01-01", "/values/1?from=2026-01-02", false)]
    [InlineData("/values/1?tag=a&tag=b", "/values/1?tag=a", false)]
    [InlineData("/parameters?page=2", "/parameters?page=3", false)]
    [InlineData("/parameters", "/parameters?page=1", true)]
    [InlineData("/parameters?q=x", "/parameters?q=y", false)]
    [InlineData("/inferred/values/1", "/inferred/values/1?min_size=5", true)]
    [InlineData("/inferred/values/1", "/inferred/values/1?min_size=6", false)]
    [InlineData("/inferred/values/1?ns=a", "/inferred/values/1?ns=b", false)]
    [InlineData("/inferred/values/1", "/inferred/values/2", false)]
    [InlineData("/inferred/values/1?size=1", "/inferred/values/1", true)]
    [InlineData("/inferred/model?status=a", "/inferred/model?status=b", false)]
    [InlineData("/inferred/model?max_size=1", "/inferred/model", false)]
    [InlineData("/inferred/model?ids=1&ids=2", "/inferred/model?ids=1", false)]
    [InlineData("/inferred/model?range.from=1", "/inferred/model?range.from=2", false)]
    [InlineData("/inferred/model?utm=1", "/inferred/model?utm=2", true)]
    [InlineData("/inferred/map?a=1", "/inferred/map?a=2", false)]
    [InlineData("/inferred/map?a=1", "/inferred/map?b=1", false)]
    [InlineData("/inferred/map?a=1", "/inferred/map?a=1", true)]
    [InlineData("/inferred/ignored?ns=a&trace=1", "/inferred/ignored?ns=a&trace=2", true)]
    [InlineData("/inferred/ignored?ns=a&trace=1", "/inferred/ignored?ns=b&trace=1", false)]
    public async Task Get_NothingDeclared_SharesWhatTheHandlerCantTellApart(string one, string other, bool isShared)
    {
        await using var app = await StartAsync(Map, services: AddControllers);

        var first = await app.Client.GetStringAsync(one, Token);
        var second = await app.Client.GetStringAsync(other, Token);

        Assert.Equal(isShared, first == second);
        if (!isShared)
        {
            Assert.NotEqual(first.Split('#')[0], second.Split('#')[0]);
        }
    }

    [Theory]
    [InlineData("/values/1")]
    [InlineData("/inferred/values/1")]
    public async Task Get_BoundHeader_IsInTheKey(string url)
    {
        await using var app = await StartAsync(Map, services: AddControllers);

        Assert.Contains(" eu ", await GetAsync(app, url, "eu"), StringComparison.Ordinal);
        Assert.Contains(" us ", await GetAsync(app, url, "us"), StringComparison.Ordinal);
        Assert.Equal(await GetAsync(app, url, "eu"), await GetAsync(app, url, "eu"));
    }

    [Fact]
    public async Task Evict_InferredDimension_TakesItsResponses()
    {
        await using var app = await StartAsync(app => app.MapGet("/x/{id}", (int id, string? ns, int hours = 24) => Run($"{id} {ns} {hours}")).CacheAnalytics());
        var gone = await app.Client.GetStringAsync("/x/7?ns=a&hours=12", Token);
        var stays = await app.Client.GetStringAsync("/x/8?ns=a", Token);

        await app.Evictor.EvictAsync([CacheTag.For("analytics").With("id", 7).With("ns", "a")], Token);

        Assert.NotEqual(gone, await app.Client.GetStringAsync("/x/7?ns=a&hours=12", Token));
        Assert.Equal(stays, await app.Client.GetStringAsync("/x/8?ns=a", Token));
    }

    [Fact]
    public async Task Start_MoreCandidatesThanDimensions_AllAreKeyOnlyAndALineSaysWhatToMark()
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(
            app =>
            {
                app.MapGet("/x", (string? a, string? b, string? c) => Run($"{a} {b} {c}")).CacheResource("analytics", "x");
                app.MapGet("/y", (string? d, string? e) => Run($"{d} {e}")).CacheResource("analytics", "y");
            },
            logs: logs);
        var x = await app.Client.GetStringAsync("/x?a=1", Token);
        Assert.NotEqual(x, await app.Client.GetStringAsync("/x?a=2", Token));

        Assert.Equal(EvictionResult.Confirmed, await app.Evictor.EvictAsync([CacheTag.For("analytics").With("d", "1")], Token));

        Assert.NotEqual(x, await app.Client.GetStringAsync("/x?a=1", Token));
        var line = Assert.Single(logs.Entries, static entry => entry.Level >= LogLevel.Warning);
        Assert.Contains("'analytics' have 5 parameters that could be dimensions (a, b, c, d, e), and 4 are possible", line.Message, StringComparison.Ordinal);
        Assert.Contains("[CacheDimension]", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_MoreCandidatesAndSomeMarked_TheMarkedAreDimensions()
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(
            app => app.MapGet("/x", ([CacheDimension] string a, string? b, string? c, string? d, string? e, [CacheDimension] int f = 3) => Run($"{a} {b} {c} {d} {e} {f}")).CacheAnalytics(),
            logs: logs);
        var gone = await app.Client.GetStringAsync("/x?a=1&f=4", Token);
        var stays = await app.Client.GetStringAsync("/x?a=2&f=4", Token);

        await app.Evictor.EvictAsync([CacheTag.For("analytics").With("a", "1").With("f", 4)], Token);

        Assert.NotEqual(gone, await app.Client.GetStringAsync("/x?a=1&f=4", Token));
        Assert.Equal(stays, await app.Client.GetStringAsync("/x?a=2&f=4", Token));
        Assert.DoesNotContain(logs.Entries, static entry => entry.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Get_TwoSourcesOfOneName_BothAreInTheKey()
    {
        await using var app = await StartAsync(app => app.MapGet("/x/{id}", (int id, [FromQuery(Name = "id")] string? other, [FromHeader(Name = "id")] string? third) => Run($"{id} {other} {third}")).CacheAnalytics());

        var first = await app.Client.GetStringAsync("/x/1?id=a", Token);

        Assert.StartsWith("1 b ", await app.Client.GetStringAsync("/x/1?id=b", Token), StringComparison.Ordinal);
        Assert.StartsWith("2 a ", await app.Client.GetStringAsync("/x/2?id=a", Token), StringComparison.Ordinal);
        Assert.Equal(first, await app.Client.GetStringAsync("/x/1?id=a", Token));
    }

    [Fact]
    public async Task Get_ComputedParameterOfABoundName_StandsForIt()
    {
        await using var app = await StartAsync(app => app.MapGet("/x", (string? ns) => Run($"{ns?.ToUpperInvariant()}")).CacheAnalytics(
            configure: static options => options.Parameters.Add(CacheParameter.Computed("ns", static context => context.Request.Query["ns"].ToString().ToUpperInvariant()))));

        Assert.Equal(await app.Client.GetStringAsync("/x?ns=a", Token), await app.Client.GetStringAsync("/x?ns=A", Token));
        Assert.StartsWith("B", await app.Client.GetStringAsync("/x?ns=b", Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?a=1", "?a=2", false)]
    [InlineData("?a=1", "?a=1", true)]
    [InlineData("?a=1&b=2", "?b=2&a=1", false)]
    [InlineData("?ns[0]=a", "?ns[0]=b", false)]
    [InlineData("", "?", true)]
    public async Task Get_WholeQueryDeclared_IsInTheKeyAsItWasSent(string one, string other, bool isShared)
    {
        await using var app = await StartAsync(app => app.MapGet("/x", (HttpContext context) => Run($"{context.Request.QueryString}")).CacheAnalytics("x", vary: ["query:*"]));

        Assert.Equal(isShared, await app.Client.GetStringAsync("/x" + one, Token) == await app.Client.GetStringAsync("/x" + other, Token));
    }

    private void Map(WebApplication app)
    {
        app.MapControllers();
        app.MapGet("/values/{id:int}", (
            int id,
            TimeProvider clock,
            CancellationToken cancellation,
            [FromHeader(Name = "X-Region")] string? region,
            string? ns,
            DateOnly? from,
            [FromQuery(Name = "tag")] string[] tags,
            int hours = 24,
            bool open = false,
            TestStatus state = TestStatus.Open) => Run(string.Create(CultureInfo.InvariantCulture, $"{id} {region} {ns is null}{ns} {from:O} {string.Join('|', tags)} {hours} {open} {state} {clock is null} {cancellation.CanBeCanceled}"))).CacheResource("inferred", "values");
        app.MapGet("/parameters", ([AsParameters] Paging paging) => Run($"{paging.Page} {paging.Query}")).CacheResource("inferred-parameters");
    }

    private static async Task<string> GetAsync(TestApp app, string url, string region)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Add("X-Region", region);
        return await (await app.Client.SendAsync(request, Token)).Content.ReadAsStringAsync(Token);
    }

    private static void AddControllers(IServiceCollection services) => services.AddControllers().ConfigureApplicationPartManager(static parts =>
    {
        parts.FeatureProviders.Clear();
        parts.FeatureProviders.Add(new OnlyControllers(typeof(InferredController)));
    });

    private string Run(string answer) => $"{answer} #{Interlocked.Increment(ref _runs)}";

    private sealed record Paging([property: FromQuery(Name = "q")] string? Query, int Page = 1);
}
