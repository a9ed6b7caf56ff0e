using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Fakes;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Revalidation;

/// <summary>Shadow mode: the handler answers every request, and what caching would bring is known all the same.</summary>
public sealed class ShadowTests : IDisposable
{
    private const string Path = "/v1/analytics/performance";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly CollectingLoggerProvider _lines = new();
    private readonly Computation _handler = new();
    private readonly ManualClock _clock = new();
    private volatile string _row = "old";

    public ShadowTests()
    {
        // The framework's middleware has a clock of its own, and takes what is dated later than now for no entry.
        _clock.ShiftWallClock(TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(10) - ManualClock.Start);
        _handler.Behaviour = (_, _) => Task.FromResult(Results.Text(_row));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _lines.Dispose();

    private Task<TestApp> StartAsync(bool ours, bool shadow = true, Action<WebApplication>? endpoints = null, Action<TaskerCachingOptions>? options = null) => TestApp.StartAsync(
        endpoints ?? (app => app.MapGet(Path, _handler.Delegate).CacheAnalytics("performance", vary: ["hours=24", "namespace"])),
        all =>
        {
            all.Resources["analytics"] = new CacheResourceOptions { Ttl = TimeSpan.FromSeconds(60), TtlJitterPercent = 0, Shadow = shadow };
            options?.Invoke(all);
        },
        services => services.AddSingleton<TimeProvider>(_clock),
        _lines,
        app => Use(app, ours));

    // With an error handler in front, as hosts have one: the server of the tests ends no response of a request that throws.
    private static void Use(WebApplication app, bool ours)
    {
        app.Use(static async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (InvalidOperationException)
            {
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            }
        });
        if (ours)
        {
            app.UseTaskerOutputCache();
        }
        else
        {
            app.UseOutputCache();
        }
    }

    private static ShadowRow Row(TestApp app) => Assert.Single(app.Services.GetRequiredService<ShadowMode>().Read());

    // A request is counted when its response has left, which its client may see first.
    private static async Task<ShadowRow> RowAsync(TestApp app, long requests)
    {
        await Eventually.Async(
            () => app.Services.GetRequiredService<ShadowMode>().Read().Sum(static row => row.Requests) == requests, Deadline, $"{requests} requests are counted", Token);
        return Row(app);
    }

    private static async Task<HttpResponseMessage> GetAsync(TestApp app, long requests, string query = "")
    {
        var response = await app.Client.GetAsync(Path + query, Token);
        await RowAsync(app, requests);
        return response;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_TheSameAgain_RunsTheHandlerAndCountsAHit(bool ours)
    {
        await using var app = await StartAsync(ours);

        for (var i = 1; i <= 3; i++)
        {
            using var response = await GetAsync(app, i);
            Assert.Equal("old", await response.Content.ReadAsStringAsync(Token));
            Assert.Contains("detail=shadow", response.Headers.GetValues("Cache-Status").Single(), StringComparison.Ordinal);
            Assert.Null(response.Headers.ETag);
            Assert.Null(response.Headers.Age);
        }

        Assert.Equal(3, _handler.Runs);
        var row = Row(app);
        Assert.Equal(("analytics", "performance", 3, 2, 0), (row.Resource, row.Endpoint, row.Requests, row.Hits, row.Joined));
        Assert.Equal((2, 0), (row.Compared, row.Different));
        Assert.Empty(row.NotStored);
        Assert.Equal(0, app.Services.GetRequiredService<NearTier>().Count);
        Assert.Equal(1, app.Services.GetRequiredService<ShadowMode>().Entries);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_AfterAnEvictionOrItsLife_CountsAMiss(bool ours)
    {
        await using var app = await StartAsync(ours);
        await GetAsync(app, 1, "?namespace=payments");
        await GetAsync(app, 2, "?namespace=billing");

        await app.Evictor.EvictAsync([CacheTag.For("analytics").With("namespace", "payments")], Token);
        await GetAsync(app, 3, "?namespace=payments");
        await GetAsync(app, 4, "?namespace=billing");
        Assert.Equal(1, Row(app).Hits);

        _clock.Advance(TimeSpan.FromSeconds(61));
        await GetAsync(app, 5, "?namespace=billing");
        Assert.Equal(1, Row(app).Hits);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_TheHandlerSaysSomethingElse_IsReportedIfNothingEvictsIt(bool ours)
    {
        await using var app = await StartAsync(ours);
        await GetAsync(app, 1);

        _row = "new";
        using var response = await GetAsync(app, 2);

        Assert.Equal("new", await response.Content.ReadAsStringAsync(Token));
        await _clock.AdvanceUntilAsync(TimeSpan.FromMilliseconds(100), () => Row(app).Compared == 1, "the difference is judged");
        Assert.Equal(1, Row(app).Different);
        var line = Assert.Single(_lines.Entries, static line => line.EventId.Name == "ShadowDiffers");
        Assert.Contains("analytics/performance", line.Message, StringComparison.Ordinal);
        Assert.Contains("another body", line.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_TheEvictionIsOnItsWay_IsNotReported(bool ours)
    {
        await using var app = await StartAsync(ours);
        await GetAsync(app, 1);

        _row = "new";
        await GetAsync(app, 2);
        await app.Evictor.EvictAsync(["analytics"], Token);

        await _clock.AdvanceUntilAsync(TimeSpan.FromMilliseconds(100), () => Row(app).Compared == 1, "the difference is judged");
        Assert.Equal(0, Row(app).Different);
        Assert.DoesNotContain(_lines.Entries, static line => line.EventId.Name == "ShadowDiffers");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_HandlerReadsAnUndeclaredInput_IsReportedAndNeverAHit(bool ours)
    {
        _handler.Behaviour = static (context, _) => Task.FromResult(Results.Text(context.Request.Headers["X-Region"].ToString()));
        await using var app = await StartAsync(ours);

        await GetAsync(app, 1);
        await GetAsync(app, 2);

        var row = Row(app);
        Assert.Equal((2, 0), (row.Requests, row.Hits));
        Assert.Equal(2, Assert.Single(row.NotStored).Value);
        Assert.Contains(_lines.Entries, static line => line.EventId.Name == "UndeclaredInput" && line.Message.Contains("X-Region", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_WhileAnotherIsUnderWay_CountsThatItWouldHaveWaited(bool ours)
    {
        await using var app = await StartAsync(ours);
        _handler.Close();
        var first = app.Client.GetStringAsync(Path, Token);
        await _handler.WaitForInsideAsync(1, Token);
        var second = app.Client.GetStringAsync(Path, Token);
        await _handler.WaitForInsideAsync(2, Token);
        _handler.Open();
        Assert.Equal(["old", "old"], await Task.WhenAll(first, second));

        var row = await RowAsync(app, 2);
        Assert.Equal((2, 1, 1), (row.Requests, row.Hits, row.Joined));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_EvictedWhileTheHandlerRuns_IsNoHitForTheNext(bool ours)
    {
        await using var app = await StartAsync(ours);
        _handler.Close();
        var first = app.Client.GetStringAsync(Path, Token);
        await _handler.WaitForInsideAsync(1, Token);
        await app.Evictor.EvictAsync(["analytics"], Token);

        // Nor would this one have joined it.
        var second = app.Client.GetStringAsync(Path, Token);
        await _handler.WaitForInsideAsync(2, Token);
        _handler.Open();
        await Task.WhenAll(first, second);
        Assert.Equal(0, (await RowAsync(app, 2)).Hits);

        await app.Evictor.EvictAsync(["analytics"], Token);
        await GetAsync(app, 3);
        Assert.Equal(0, Row(app).Hits);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_HandlerThrows_LeavesNothingUnderWay(bool ours)
    {
        _handler.Behaviour = static (_, _) => throw new InvalidOperationException("Broken on purpose.");
        await using var app = await StartAsync(ours);
        using var failed = await GetAsync(app, 1);
        Assert.Equal(500, (int)failed.StatusCode);
        _handler.Behaviour = (_, _) => Task.FromResult(Results.Text(_row));

        await GetAsync(app, 2);
        await GetAsync(app, 3);

        Assert.Equal((3, 1, 0), (Row(app).Requests, Row(app).Hits, Row(app).Joined));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_Responses_AreThoseOfTheHandler(bool ours)
    {
        static void Map(WebApplication app, bool isCached)
        {
            var endpoint = app.MapGet(Path, static (HttpContext context) =>
            {
                context.Response.Headers["X-Own"] = context.Request.Headers.AcceptEncoding.ToString() + context.Request.Headers.IfNoneMatch;
                return Results.Text("text");
            });
            if (isCached)
            {
                endpoint.CacheAnalytics("performance", vary: ["hours", "header:Accept-Encoding", "header:If-None-Match"], configure: static options => options.Shadow = true);
            }
        }

        await using var watched = await StartAsync(ours, shadow: false, endpoints: static app => Map(app, isCached: true));
        await using var plain = await StartAsync(ours, shadow: false, endpoints: static app => Map(app, isCached: false));
        string[][] heads = [await HeadAsync(plain), await HeadAsync(watched), await HeadAsync(watched)];

        Assert.Equal(heads[0], heads[1]);
        Assert.Equal(heads[0], heads[2]);

        static async Task<string[]> HeadAsync(TestApp app)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Path);
            request.Headers.TryAddWithoutValidation("Accept-Encoding", "br");
            request.Headers.TryAddWithoutValidation("If-None-Match", "\"x\"");
            using var response = await app.Client.SendAsync(request, Token);
            return [.. response.Headers.Concat(response.Content.Headers).Where(static header => header.Key is not ("Cache-Status" or "Date")).Select(static header => $"{header.Key}: {string.Join(',', header.Value)}").Order(StringComparer.Ordinal)];
        }
    }

    // Sixty keys asked for at random, some of them seldom, with evictions and lives that end: once watched, once cached.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Forecast_OfTheHitRate_IsWhatCachingBringsThen(bool ours)
    {
        const int Requests = 600;
        var forecast = await RunAsync(shadow: true);
        var real = await RunAsync(shadow: false);

        Assert.InRange(real, 0.2, 0.9);
        Assert.InRange(forecast - real, -0.02, 0.02);

        async Task<double> RunAsync(bool shadow)
        {
            var random = new Random(7);
            await using var app = await StartAsync(ours, shadow, options: static options => options.Memory.MaxCapacity = 30);
            var hits = 0;
            for (var i = 1; i <= Requests; i++)
            {
                var key = (int)(60 * Math.Pow(random.NextDouble(), 2));
                using var response = await app.Client.GetAsync($"{Path}?namespace=n{key}", Token);
                hits += response.Headers.GetValues("Cache-Status").Single().Contains("hit", StringComparison.Ordinal) ? 1 : 0;
                if (shadow)
                {
                    await RowAsync(app, i);
                }
                else
                {
                    await Eventually.Async(() => app.Engine.Flights == 0, Deadline, "the response is stored", Token);
                }

                if (i % 40 == 0)
                {
                    await app.Evictor.EvictAsync([CacheTag.For("analytics").With("namespace", $"n{key}")], Token);
                    _clock.Advance(TimeSpan.FromSeconds(10));
                }
            }

            return shadow ? Row(app).HitRate : (double)hits / Requests;
        }
    }

    [Fact]
    public async Task Administration_Endpoints_ShowsWhatWasSeen()
    {
        await using var app = await StartAsync(ours: true, endpoints: app =>
        {
            app.MapGet(Path, _handler.Delegate).CacheAnalytics("performance", vary: ["hours=24", "namespace"]);
            app.MapTaskerCache("/cache").AllowAnonymous();
        });
        await GetAsync(app, 1);
        await GetAsync(app, 2);

        var body = await app.Client.GetFromJsonAsync<JsonElement>("/cache/endpoints", Token);

        var endpoint = Assert.Single(body.GetProperty("endpoints").EnumerateArray().ToList());
        Assert.True(endpoint.GetProperty("isShadow").GetBoolean());
        Assert.Equal(0.5, endpoint.GetProperty("shadow").GetProperty("hitRate").GetDouble());
        Assert.Equal(1, endpoint.GetProperty("shadow").GetProperty("compared").GetInt64());
    }
}
