using System.Diagnostics;
using Tasker.OutputCache.TestUtilities.Servers;
using static Microsoft.Playwright.Assertions;

namespace Tasker.OutputCache.Browser.Tests;

public sealed class OutageTests(Chromium chromium, ITestOutputHelper output)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Redis_Killed_IsSaidAtOnceAndUntilItIsBack()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var host = await CacheHost.StartAsync(redis);
        await using var page = await OpenPage.GoAsync(chromium, host);
        await Expect(page.Health).ToHaveAttributeAsync("data-state", "good");
        await host.AskAsync("/v1/analytics/performance");

        await redis.KillAsync();
        var killed = Stopwatch.StartNew();
        await Expect(page.Health).ToHaveAttributeAsync("data-state", "bad");
        output.WriteLine($"The page said so {killed.Elapsed.TotalSeconds:0.0} s after the end of Redis.");

        await Expect(page.Window.Locator("#problems")).ToContainTextAsync("redis");
        await Expect(page.Window.Locator("#announcer")).ToContainTextAsync("redis");
        await Expect(page.Window.Locator("#node-facts")).ToContainTextAsync("detached");
        await page.Window.Locator("#evict-form [name=resource]").FillAsync("analytics");
        await page.Window.Locator("#evict-form button").ClickAsync();
        await page.Window.Locator("#confirm-yes").ClickAsync();
        await Expect(page.Window.Locator("#evict-answer")).ToContainTextAsync("waits in the journal");
        await Expect(page.Window.Locator("#node-facts")).ToContainTextAsync("1 tag waiting");
        await page.Window.ScreenshotAsync(new() { Path = Chromium.PictureOf("outage") });

        await redis.StartAsync(Token);
        var back = Stopwatch.StartNew();
        await Expect(page.Health).ToHaveAttributeAsync("data-state", "good");
        output.WriteLine($"It said that all is well {back.Elapsed.TotalSeconds:0.0} s after Redis was back.");

        await Expect(page.Window.Locator("#node-facts")).ToContainTextAsync("attached");
        await Expect(page.Window.Locator("#node-facts")).ToContainTextAsync("empty");
        await Expect(page.Window.Locator("#problems li")).ToHaveCountAsync(0);
        page.AssertQuiet();
    }

    [Fact]
    public async Task Host_Gone_SaysSinceWhenThereIsNoNews()
    {
        var host = await CacheHost.StartAsync();
        await using var page = await OpenPage.GoAsync(chromium, host);

        await host.DisposeAsync();

        await Expect(page.Window.Locator("#link-text")).ToContainTextAsync("No news since");
        await Expect(page.Window.Locator("#announcer")).ToContainTextAsync("No news since");
    }

    [Fact]
    public async Task Connection_LostAndBack_IsLiveAgain()
    {
        await using var host = await CacheHost.StartAsync();
        await using var page = await OpenPage.GoAsync(chromium, host);

        await page.Window.RouteAsync("**/events", static route => route.AbortAsync());
        await page.Window.ReloadAsync();
        await Expect(page.Window.Locator("#link-text")).ToContainTextAsync("trying again");
        await page.Window.UnrouteAsync("**/events");

        await Expect(page.Window.Locator("#link-text")).ToHaveTextAsync("Live");
        Assert.All(page.Complaints, static complaint => Assert.Contains("ERR_FAILED", complaint, StringComparison.Ordinal));
    }
}
