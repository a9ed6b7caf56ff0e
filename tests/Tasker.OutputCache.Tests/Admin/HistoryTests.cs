using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.Engine;
using Tasker.Caching.Instruments;
using Tasker.OutputCache.Requests;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Tests.Admin;

public sealed class HistoryTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<JsonElement> ReadAsync(WebApplication host, string what)
    {
        using var client = host.GetTestClient();
        using var document = JsonDocument.Parse(await client.GetStringAsync(new Uri($"{AdminHost.Path}/{what}", UriKind.Relative), Token));
        return document.RootElement.Clone();
    }

    private static Task<WebApplication> StartAsync(ManualClock clock) => AdminHost.StartAsync(
        endpoints: static app => app.MapGet("/v1/analytics/performance", static () => Results.Json(new { })).CacheAnalytics("performance"),
        services: services => services.AddSingleton<TimeProvider>(clock));

    [Fact]
    public async Task History_HasWhatWasBeforeItWasAskedFor()
    {
        var clock = new ManualClock();
        await using var host = await StartAsync(clock);
        using var client = host.GetTestClient();
        for (var i = 0; i < 3; i++)
        {
            (await client.GetAsync(new Uri("/v1/analytics/performance", UriKind.Relative), Token)).Dispose();
        }

        var history = await Eventually.Async(
            async _ =>
            {
                clock.Advance(CacheHistory.Interval);
                return await ReadAsync(host, "history");
            },
            static answer => answer.GetProperty("samples").GetArrayLength() >= 2,
            Deadline,
            "there are two samples",
            Token);

        Assert.Equal(10, history.GetProperty("intervalSeconds").GetDouble());
        var samples = history.GetProperty("samples").EnumerateArray().ToArray();
        Assert.Equal(0, samples[0].GetProperty("requests").GetInt64());
        Assert.Equal((3, 2), (samples[^1].GetProperty("requests").GetInt64(), samples[^1].GetProperty("hits").GetInt64()));
        Assert.Equal(1, samples[^1].GetProperty("entries").GetInt32());
    }

    [Fact]
    public void History_Full_KeepsTheLastHour()
    {
        var history = new CacheHistory();
        for (var i = 0; i < CacheHistory.Capacity + 5; i++)
        {
            history.Add(new CacheHistorySample(ManualClock.Start + (i * CacheHistory.Interval), default, i, 0));
        }

        var samples = history.Read();

        Assert.Equal(CacheHistory.Capacity, samples.Length);
        Assert.Equal(Enumerable.Range(5, CacheHistory.Capacity), samples.Select(static sample => sample.Entries));
        Assert.Equal(TimeSpan.FromHours(1), CacheHistory.Interval * CacheHistory.Capacity);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.95)]
    [InlineData(0.99)]
    [InlineData(1)]
    public void Percentile_IsAtMostAQuarterTooHigh_AndNeverTooLow(double part)
    {
        var random = new Random(7);
        var histogram = new LatencyHistogram();
        var durations = Enumerable.Range(0, 5000).Select(_ => TimeSpan.FromMicroseconds(Math.Pow(10, 7 * random.NextDouble()))).Order().ToArray();
        foreach (var duration in durations)
        {
            histogram.Add(duration);
        }

        var found = histogram.Percentile(part)!.Value;

        var exact = durations[(int)Math.Ceiling(part * durations.Length) - 1];
        Assert.InRange(found.TotalMicroseconds, Math.Floor(exact.TotalMicroseconds), (exact.TotalMicroseconds * 1.25) + 1);
    }

    [Fact]
    public void Percentile_OfNothing_IsUnknown() => Assert.Null(new LatencyHistogram().Percentile(0.5));

    [Fact]
    public void Percentile_OutsideAllClasses_IsInTheFirstOrTheLast()
    {
        var histogram = new LatencyHistogram();

        histogram.Add(TimeSpan.FromSeconds(-1));
        histogram.Add(TimeSpan.MaxValue);

        Assert.Equal(TimeSpan.Zero, histogram.Percentile(0.5));
        Assert.True(histogram.Percentile(1) > TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Stats_AfterRuns_HaveTheirPercentiles()
    {
        await using var host = await StartAsync(new ManualClock());
        var metrics = host.Services.GetRequiredService<CacheMetrics>();
        var endpoint = metrics.Of("analytics", "slow");
        for (var i = 0; i < 99; i++)
        {
            metrics.RecordHandler(endpoint, TimeSpan.FromMilliseconds(10));
        }

        metrics.RecordHandler(endpoint, TimeSpan.FromSeconds(2));

        var stats = await ReadAsync(host, "stats");

        var slow = stats.GetProperty("resources")[0].GetProperty("endpoints").EnumerateArray().Single(static body => body.GetProperty("name").GetString() == "slow");
        Assert.InRange(slow.GetProperty("handlerP50Milliseconds").GetDouble(), 10, 12.5);
        Assert.InRange(slow.GetProperty("handlerP99Milliseconds").GetDouble(), 10, 12.5);
        Assert.InRange(endpoint.HandlerPercentile(1)!.Value.TotalSeconds, 2, 2.5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stats_AfterHits_HaveTheirPercentiles(bool ours)
    {
        await using var host = await AdminHost.StartAsync(
            endpoints: static app => app.MapGet("/v1/analytics/performance", static () => Results.Json(new { })).CacheAnalytics("performance"), ours: ours);
        using var client = host.GetTestClient();
        (await client.GetAsync(new Uri("/v1/analytics/performance", UriKind.Relative), Token)).Dispose();
        Assert.Equal(JsonValueKind.Null, EndpointOf(await ReadAsync(host, "stats")).GetProperty("hitP50Milliseconds").ValueKind);

        // One in sixteen of each thread, and the threads are the pool's.
        var timed = await Eventually.Async(
            async _ =>
            {
                (await client.GetAsync(new Uri("/v1/analytics/performance", UriKind.Relative), Token)).Dispose();
                return EndpointOf(await ReadAsync(host, "stats"));
            },
            static endpoint => endpoint.GetProperty("hitP99Milliseconds").ValueKind == JsonValueKind.Number,
            Deadline,
            "a hit was timed",
            Token);

        Assert.InRange(timed.GetProperty("hitP50Milliseconds").GetDouble(), 0.001, timed.GetProperty("hitP95Milliseconds").GetDouble());
        Assert.InRange(timed.GetProperty("hitP99Milliseconds").GetDouble(), timed.GetProperty("hitP95Milliseconds").GetDouble(), 60_000);
    }

    private static JsonElement EndpointOf(JsonElement stats) => stats.GetProperty("resources")[0].GetProperty("endpoints")[0];

    [Fact]
    public void HitTimer_OfManyRequests_TimesOneInSixteen()
    {
        var timer = new HitTimer(null!, TimeProvider.System);

        var timed = Enumerable.Range(0, 16_000).Count(_ => timer.Begin() != HitTimer.NotTimed);

        Assert.InRange(timed, 990, 1010);
    }
}
