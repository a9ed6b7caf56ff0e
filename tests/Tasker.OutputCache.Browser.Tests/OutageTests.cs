using Tasker.OutputCache.TestUtilities.Servers;
using static Microsoft.Playwright.Assertions;

namespace Tasker.OutputCache.Browser.Tests;

public sealed class OutageTests(Chromium chromium, ITestOutputHelper output)
{
    private const string NoteChanges = """
        () => {
          const health = document.getElementById("health");
          window.changes = {};
          new MutationObserver(() => window.changes[health.dataset.state] = Date.now()).observe(health, { attributeFilter: ["data-state"] });
        }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Redis_Killed_IsSaidAtOnceAndUntilItIsBack()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var host = await CacheHost.StartAsync(redis);
        await using var page = await OpenPage.GoAsync(chromium, host);
        await Expect(page.Health).ToHaveAttributeAsync("data-state", "good");
        await host.AskAsync("/v1/analytics/performance");

        await page.Window.EvaluateAsync(NoteChanges);
        var killed = DateTimeOffset.UtcNow;
        await redis.KillAsync();
        await Expect(page.Health).ToHaveAttributeAsync("data-state", "bad");
        output.WriteLine($"The page said so {(await ChangedAtAsync(page, "bad") - killed).TotalSeconds:0.0} s after the end of Redis.");

        await Expect(page.Window.Locator("#problems")).ToContainTextAsync("redis");
        await Expect(page.Window.Locator("#announcer")).ToContainTextAsync("redis");
        await Expect(page.Window.Locator("#node-facts")).ToContainTextAsync("detached");
        await page.Window.Locator("#evict-form [name=resource]").FillAsync("analytics");
        await page.Window.Locator("#evict-form button").ClickAsync();
        await page.Window.Locator("#confirm-yes").ClickAsync();
        await Expect(page.Window.Locator("#evict-answer")).ToContainTextAsync("waits in the journal");
        await Expect(page.Window.Locator("#node-facts")).ToContainTextAsync("1 tag waiting");
        await page.Window.ScreenshotAsync(new() { Path = Chromium.PictureOf("outage"), FullPage = true });

        await redis.StartAsync(Token);
        var back = DateTimeOffset.UtcNow;
        await Expect(page.Health).ToHaveAttributeAsync("data-state", "good");
        output.WriteLine($"It said that all is well {(await ChangedAtAsync(page, "good") - back).TotalSeconds:0.0} s after Redis was back.");

        await Expect(page.Window.Locator("#node-facts")).ToContainTextAsync("attached");
        await Expect(page.Window.Locator("#node-facts")).ToContainTextAsync("empty");
        await Expect(page.Window.Locator("#problems li")).ToHaveCountAsync(0);
        page.AssertQuiet();
    }

    private static async Task<DateTimeOffset> ChangedAtAsync(OpenPage page, string state) =>
        DateTimeOffset.FromUnixTimeMilliseconds(await page.Window.EvaluateAsync<long>("state => window.changes[state]", state));

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
