using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Tasker.Caching.Backends;
using Tasker.Caching.Cluster;
using Tasker.Caching.Engine;
using Tasker.OutputCache.TestUtilities.Servers;
using static Microsoft.Playwright.Assertions;

namespace Tasker.OutputCache.Browser.Tests;

/// <summary>The instances on the page, and the hour before it was opened.</summary>
public sealed class InstanceTests(Chromium chromium)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task Instances_OfAllKinds_AreEachInWords(int width, ColorScheme scheme)
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var host = await CacheHost.StartAsync(redis);
        await using var other = await CacheHost.StartAsync(redis);
        await host.AskAsync("/v1/analytics/performance");
        await other.AskAsync("/v1/analytics/performance");
        await using var page = await OpenPage.GoAsync(chromium, host, width, scheme: scheme);
        var rows = page.Window.Locator("#instance-rows");
        await Expect(page.Health).ToHaveAttributeAsync("data-state", "good");
        await Expect(rows.Locator("tr")).ToHaveCountAsync(2);

        // One that says nothing more, one that says what no build of today would, and one that is out of touch.
        var instances = host.Services.GetRequiredService<CacheBackend>().Instances!;
        var report = new InstanceReport { Format = InstanceReport.CurrentFormat, Name = "web-3:41", Version = "0.1.0", Backend = "redis", Attached = true, Enabled = true, Circuit = "closed", Requests = 1200, Hits = 900, StalenessBoundSeconds = 2, StartedAt = DateTimeOffset.UtcNow.AddHours(-3), Evictions = [new InstanceEviction { AgeSeconds = 5, Tags = ["analytics", "dashboards"], TagCount = 3, Mode = "soft", Result = "confirmed", By = "administration: eve" }] };
        await instances.AnnounceAsync("aa", InstanceReportCodec.Write(report), TimeSpan.FromMinutes(10), Token);
        await instances.AnnounceAsync("bb", Encoding.UTF8.GetBytes("{\"format\":99,\"name\":\"<b>web-4</b>:7\",\"version\":\"0.0.9\"}"), TimeSpan.FromMinutes(10), Token);
        await Expect(rows).ToContainTextAsync("it was killed, hangs, or is cut off from redis");
        await Expect(rows).ToContainTextAsync("Another build: what it says has a form that this one does not know.");
        await Expect(rows).ToContainTextAsync("<b>web-4</b>:7");
        await Expect(rows.Locator("tr")).ToHaveCountAsync(4);
        await Expect(page.Window.Locator("#instances-note")).ToHaveTextAsync("2 instances heard from a moment ago, 2 attached");
        await Expect(page.Window.Locator("#instance-sum")).ToContainTextAsync("Together");
        var evictions = page.Window.Locator("#all-eviction-rows");
        await Expect(evictions).ToContainTextAsync("analyticsdashboardsand 1 more");
        await Expect(evictions).ToContainTextAsync("administration: eveweb-3:41");
        await Expect(evictions).ToContainTextAsync("soft, confirmed");
        await page.Window.Locator("#instances").ScreenshotAsync(new() { Path = Chromium.PictureOf($"instances-{width}-{scheme}".ToLowerInvariant()) });

        Assert.Empty(await page.Window.EvaluateAsync<string[]>(PageChecks.TooWide));
        Assert.Empty(await page.Window.EvaluateAsync<string[]>(PageChecks.FaintTexts));
        if (width == 390)
        {
            Assert.Empty(await page.Window.EvaluateAsync<string[]>(PageChecks.ScrolledWithin));
        }

        page.AssertQuiet();
    }

    [Fact]
    public async Task Instances_InMemory_IsTheOne_AndThePageSaysWhy()
    {
        await using var host = await CacheHost.StartAsync();
        await using var page = await OpenPage.GoAsync(chromium, host);

        await Expect(page.Window.Locator("#instance-rows tr")).ToHaveCountAsync(1);
        await Expect(page.Window.Locator("#instance-notes")).ToContainTextAsync("the only one that it knows of");
        await Expect(page.Window.Locator("#instance-sum")).ToBeHiddenAsync();
        page.AssertQuiet();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Traffic_BeforeThePageWasOpened_IsInItsCharts(bool historyComesFirst)
    {
        var hasHistory = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await CacheHost.StartAsync();
        await using var page = await OpenPage.GoAsync(chromium, host);
        if (historyComesFirst)
        {
            await page.Window.RouteAsync("**/events", async route =>
            {
                await hasHistory.Task;
                await route.ContinueAsync();
            });
        }

        await page.Window.RouteAsync("**/history", async route =>
        {
            if (!historyComesFirst)
            {
                await Expect(page.Window.Locator("#link-text")).ToHaveTextAsync("Live");
            }

            var answer = JsonNode.Parse(await (await route.FetchAsync()).TextAsync())!;
            answer["samples"] = PastOf(DateTimeOffset.UtcNow);
            await route.FulfillAsync(new() { ContentType = "application/json", Body = answer.ToJsonString() });
            hasHistory.TrySetResult();
        });
        await page.Window.ReloadAsync();

        // The tab itself has been there for some seconds, and nothing has been asked since.
        await Expect(page.Window.Locator("#hit-chart path.stroke")).Not.ToHaveCountAsync(0);
        await page.Window.Locator("#traffic-hour").ClickAsync();

        await Expect(page.Window.Locator("#traffic-title")).ToHaveTextAsync("The last hour");
        await Expect(page.Window.Locator("#hit-chart svg")).ToHaveAttributeAsync("aria-label", "Hit rate, the last hour");
        await Expect(page.Window.Locator("#hit-chart svg")).ToHaveAttributeAsync("aria-valuemin", "-3600");
        await Expect(page.Window.Locator("#hit-chart svg")).ToContainTextAsync("−50 min");
        await page.Window.Locator("#traffic").ScreenshotAsync(new() { Path = Chromium.PictureOf("traffic-hour") });
        page.AssertQuiet();
    }

    // Half an hour of ten requests a second, of which nine are hits.
    private static JsonArray PastOf(DateTimeOffset now)
    {
        var samples = new JsonArray();
        for (var back = 180; back > 0; back--)
        {
            var count = 100 * (180 - back);
            samples.Add(new JsonObject
            {
                ["time"] = (now - TimeSpan.FromSeconds(10 * back)).ToString("O", CultureInfo.InvariantCulture),
                ["requests"] = count,
                ["hits"] = count * 9 / 10,
                ["bypasses"] = 0,
                ["handlerRuns"] = count / 10,
                ["entries"] = 4,
                ["bytes"] = 4000,
            });
        }

        return samples;
    }
}
