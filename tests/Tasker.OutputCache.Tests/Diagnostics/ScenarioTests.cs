using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.Caching.Backends.Memory;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Routes;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Fakes;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.Tests.Hosting;
using Tasker.OutputCache.Tests.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Diagnostics;

/// <summary>Each step of a scenario moves the instruments that it should, and no other.</summary>
public sealed class ScenarioTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Steps_OneAfterAnother_MoveExactlyTheirInstruments(bool overTasker)
    {
        var log = new InMemoryEvictionLog(TimeProvider.System, TimeSpan.FromHours(2));
        var tier = new SharedTier();
        await using var app = await StartAsync(log, tier, overTasker);
        var settings = app.Services.GetRequiredService<CacheSettingsSource>();
        settings.Use(settings.Current with { DoNotWaitTime = TimeSpan.FromHours(1) });
        using var counts = new InstrumentChanges(app.Services.GetRequiredService<CacheMetrics>().Meter);
        var client = app.Client;

        await client.GetStringAsync("/r", Token);
        await counts.ExpectAsync(
            "requests resource=analytics endpoint=r outcome=miss: 1",
            "misses resource=analytics endpoint=r reason=cold: 1",
            "handler.duration resource=analytics endpoint=r: 1",
            "far.operation.duration operation=read: 1",
            "far.operation.duration operation=fill: 1",
            "near.entries: 0 -> 1",
            "near.size: moved");

        await client.GetStringAsync("/r", Token);
        await counts.ExpectAsync("requests resource=analytics endpoint=r outcome=near-hit: 1");

        await app.Evictor.EvictAsync([CacheTag.For("analytics")], Token);
        await counts.ExpectAsync(
            "evictions mode=hard result=confirmed: 1",
            "near.dropped reason=void: 0 -> 1",
            "near.entries: 1 -> 0",
            "near.size: moved");

        using (var request = new HttpRequestMessage(HttpMethod.Get, "/r"))
        {
            request.Headers.Add("Authorization", "Bearer x");
            using var response = await client.SendAsync(request, Token);
        }

        await counts.ExpectAsync("requests resource=analytics endpoint=r outcome=bypass-authorization: 1");

        // That nobody is to wait for this one is noted among the entries, for an hour here.
        await client.GetStringAsync("/cookie", Token);
        await counts.ExpectAsync(
            "requests resource=analytics endpoint=cookie outcome=miss: 1",
            "misses resource=analytics endpoint=cookie reason=cold: 1",
            "handler.duration resource=analytics endpoint=cookie: 1",
            "not_stored resource=analytics reason=set-cookie: 1",
            "far.operation.duration operation=read: 1",
            "far.operation.duration operation=end_lease: 1",
            "near.entries: 0 -> 1",
            "near.size: moved");

        await log.AppendAsync(["of another node"], 0, Token);
        await counts.ExpectAsync("eviction.age: 1");
    }

    [Fact]
    public void NearHit_WithAListener_AllocatesNothingForIt()
    {
        using var meters = new CountingMeters();
        var metrics = new CacheMetrics(meters);
        var endpoint = metrics.Of("analytics", "performance");
        for (var i = 0; i < 5000; i++)
        {
            metrics.CountRequest(endpoint, "near-hit", "tasker:analytics:performance:24");
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 5000; i++)
        {
            metrics.CountRequest(endpoint, "near-hit", "tasker:analytics:performance:24");
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(10_000, meters["tasker.cache.requests"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Traces_RequestAndFarOperations_AreThere(bool overTasker)
    {
        var activities = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is CacheTracing.SourceName or "Microsoft.AspNetCore",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activities.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var app = await StartAsync(new InMemoryEvictionLog(TimeProvider.System, TimeSpan.FromHours(2)), new SharedTier(), overTasker);

        await app.Client.GetStringAsync("/traced", Token);
        await app.Client.GetStringAsync("/traced", Token);

        await Eventually.Async(() => Outcomes().Count() == 2, TimeSpan.FromSeconds(60), "both requests are traced", Token);
        Assert.Equal(["miss", "near-hit"], Outcomes());
        
        // Not the first that stopped: a request may be traced after the next one has been answered.
        var trace = activities.First(static activity => activity.GetTagItem(RequestTracing.OutcomeTag) is "miss" && activity.GetTagItem(RequestTracing.EndpointTag) is "traced").TraceId;
        Assert.Contains(activities, activity => activity.OperationName == "cache read" && activity.TraceId == trace);

        IEnumerable<object?> Outcomes() => activities.Where(static activity => activity.GetTagItem(RequestTracing.EndpointTag) is "traced").OrderBy(static activity => activity.StartTimeUtc).Select(static activity => activity.GetTagItem(RequestTracing.OutcomeTag));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Logs_HitMissBypass_AreAtDebugWithTheKey(bool overTasker)
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await TestApp.StartAsync(Map, logs: logs, pipeline: Pipeline(overTasker));
        await app.Client.GetStringAsync("/r", Token);
        await app.Client.GetStringAsync("/r", Token);
        await app.Client.GetStringAsync("/cookie", Token);

        await Eventually.Async(() => Texts(logs).Count() == 3, TimeSpan.FromSeconds(60), "three lines", Token);
        Assert.Equal(
            [
                "analytics/cookie cache MISS (miss), ran the handler, not stored because of set-cookie: tasker:analytics:cookie",
                "analytics/r cache HIT (near-hit): tasker:analytics:r",
                "analytics/r cache MISS (miss), ran the handler: tasker:analytics:r",
            ],
            Texts(logs).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Texts(CollectingLoggerProvider logs) =>
        logs.Entries.Where(static entry => entry.EventId.Id is 204 or >= 208 and <= 210 && entry.Level == LogLevel.Debug).Select(static entry => entry.Message);

    private static Task<TestApp> StartAsync(IEvictionLog log, SharedTier tier, bool overTasker) => TestApp.StartAsync(
        Map,
        static options => options.Backend = "redis",
        services => services.AddSingleton<ICacheBackendProvider>(new TestBackend(log, tier)),
        pipeline: Pipeline(overTasker));

    private static Action<WebApplication> Pipeline(bool overTasker) => app => _ = overTasker ? app.UseTaskerOutputCache() : app.UseOutputCache();

    private static void Map(WebApplication app)
    {
        app.MapGet("/r", static () => "r").CacheAnalytics("r");
        app.MapGet("/traced", static () => "traced").CacheAnalytics("traced");
        app.MapGet("/cookie", static (HttpContext context) =>
        {
            context.Response.Cookies.Append("a", "b");
            return "cookie";
        }).CacheAnalytics("cookie");
    }
}
