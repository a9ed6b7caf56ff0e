using Microsoft.Playwright;
using Tasker.OutputCache.TestUtilities.Servers;
using static Microsoft.Playwright.Assertions;

namespace Tasker.OutputCache.Browser.Tests;

public sealed class AppearanceTests(Chromium chromium)
{
    private const int Phone = 390;
    private const int Desk = 1440;

    [Theory]
    [InlineData(Phone, ColorScheme.Light)]
    [InlineData(Phone, ColorScheme.Dark)]
    [InlineData(Desk, ColorScheme.Light)]
    [InlineData(Desk, ColorScheme.Dark)]
    public async Task Page_FullOfNumbers_CanBeReadByEverybody(int width, ColorScheme scheme)
    {
        await using var host = await CacheHost.StartAsync();
        await using var page = await OpenPage.GoAsync(chromium, host, width, scheme: scheme);
        var window = page.Window;
        await FillAsync(host, page);
        await window.ScreenshotAsync(new() { Path = Chromium.PictureOf($"page-{width}-{scheme}".ToLowerInvariant()), FullPage = true });

        await AssertFitsAsync(window, width);
        await AssertSoundAsync(window);

        await window.Locator("#entry-rows button").First.ClickAsync();
        await Expect(window.Locator("#entry-body pre")).ToBeVisibleAsync();
        await AssertSoundAsync(window);
        await window.Locator("#entry-evict").ClickAsync();
        await AssertSoundAsync(window);
        await window.ScreenshotAsync(new() { Path = Chromium.PictureOf($"dialog-{width}-{scheme}".ToLowerInvariant()) });
        page.AssertQuiet();
    }

    /// <summary>With a shared back end, and every setting: all tables that there are.</summary>
    [Fact]
    public async Task Page_OnAPhone_HasNoTableThatScrollsSideways()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var host = await CacheHost.StartAsync(redis);
        await using var page = await OpenPage.GoAsync(chromium, host, Phone);
        var window = page.Window;

        // Before the log has been read, nobody asks Redis for an entry.
        await Expect(page.Health).ToHaveAttributeAsync("data-state", "good");
        await FillAsync(host, page);
        await window.Locator("#configuration-form [name=defaults]").CheckAsync();
        await Expect(window.Locator("#configuration-rows")).ToContainTextAsync("redis.url");
        await Expect(window.Locator("#far-rows tr")).Not.ToHaveCountAsync(0);
        await window.Locator("#pause").ClickAsync();
        await window.ScreenshotAsync(new() { Path = Chromium.PictureOf("page-phone-redis"), FullPage = true });

        await Expect(window.Locator(".scroll:visible")).ToHaveCountAsync(9);
        await AssertFitsAsync(window, Phone);
        await AssertTablesAreTablesAsync(window);
        Assert.Empty(await window.EvaluateAsync<string[]>(PageChecks.ScrolledWithin));
        page.AssertQuiet();
    }

    [Fact]
    public async Task Keyboard_TabThroughThePage_ReachesEveryControlAndShowsIt()
    {
        await using var host = await CacheHost.StartAsync();
        await using var page = await OpenPage.GoAsync(chromium, host);
        var window = page.Window;
        await FillAsync(host, page);
        await window.Locator("#pause").ClickAsync();
        await window.EvaluateAsync("() => { document.activeElement.blur(); window.scrollTo(0, 0); }");
        var expected = await window.EvaluateAsync<string[]>(PageChecks.Focusable);
        var reached = new HashSet<string>(StringComparer.Ordinal);

        // Browsers go on where the last click was: twice around is enough.
        for (var i = 0; i < 2 * expected.Length + 20 && !reached.IsSupersetOf(expected); i++)
        {
            await window.Keyboard.PressAsync("Tab");
            var at = await window.EvaluateAsync<string[]>(PageChecks.Focused);
            reached.Add(at[0]);
            Assert.True(at[1] == "seen", $"{at[0]} does not show that it has the focus.");
        }

        Assert.Empty(expected.Except(reached));
        Assert.True(expected.Length > 30, $"Only {expected.Length} controls were expected.");
        page.AssertQuiet();
    }

    [Fact]
    public async Task Chart_ArrowKeys_TellWhatWas()
    {
        await using var host = await CacheHost.StartAsync();
        await using var page = await OpenPage.GoAsync(chromium, host);
        await FillAsync(host, page);
        var chart = page.Window.Locator("#hit-chart svg");
        await Expect(page.Window.Locator("#hit-chart path.area")).Not.ToHaveCountAsync(0);

        await chart.FocusAsync();
        await page.Window.Keyboard.PressAsync("ArrowLeft");
        await page.Window.Keyboard.PressAsync("ArrowLeft");

        await Expect(chart).ToHaveAttributeAsync("aria-valuenow", "-2");
        await Expect(chart).ToHaveAttributeAsync("aria-valuetext", new System.Text.RegularExpressions.Regex(@"^(now|\d+ s ago): "));
        await Expect(page.Window.Locator("#hit-chart .cursor")).ToHaveCountAsync(1);
    }

    private static async Task FillAsync(CacheHost host, OpenPage page)
    {
        for (var i = 0; i < 8; i++)
        {
            await host.AskAsync("/v1/analytics/performance?namespace=payments");
            await host.AskAsync($"/v1/analytics/bottlenecks?limit={5 + (i / 2)}");
        }

        var window = page.Window;
        await window.Locator("#evict-form [name=what][value=tags]").CheckAsync();
        await window.Locator("#evict-form [name=tags]").FillAsync("a-tag");
        await window.Locator("#evict-form button").ClickAsync();
        await window.Locator("#confirm-yes").ClickAsync();
        await Expect(window.Locator("#tag-rows")).ToContainTextAsync("a-tag");
        await window.Locator("#entry-search button").ClickAsync();
        await Expect(window.Locator("#entry-rows tr")).ToHaveCountAsync(5);
        await window.Locator("#explain-form [name=url]").FillAsync("/v1/analytics/performance?namespace=payments");
        await window.Locator("#explain-form button").ClickAsync();
        await Expect(window.Locator("#explanation")).ToContainTextAsync("near-hit");
    }

    private static async Task AssertFitsAsync(IPage window, int width)
    {
        Assert.Equal(width, await window.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(await window.EvaluateAsync<string[]>(PageChecks.TooWide));
    }

    // A table that is laid out as something else must be one still to those who hear it.
    private static async Task AssertTablesAreTablesAsync(IPage window)
    {
        var tree = await (await window.Context.NewCDPSessionAsync(window)).SendAsync("Accessibility.getFullAXTree");
        var roles = tree!.Value.GetProperty("nodes").EnumerateArray()
            .Where(static node => !node.GetProperty("ignored").GetBoolean())
            .CountBy(static node => node.GetProperty("role").GetProperty("value").GetString()!)
            .ToDictionary(StringComparer.Ordinal);

        Assert.Equal(await window.Locator("table:visible").CountAsync(), roles["table"]);
        Assert.Equal(await window.Locator("tr:visible").CountAsync(), roles["row"]);
        Assert.Equal(await window.Locator("thead th:visible").CountAsync(), roles["columnheader"]);
        Assert.Equal(await window.Locator("tbody th:visible").CountAsync(), roles["rowheader"]);
    }

    private static async Task AssertSoundAsync(IPage window)
    {
        Assert.Empty(await window.EvaluateAsync<string[]>(PageChecks.FaintTexts));
        Assert.Empty(await window.EvaluateAsync<string[]>(PageChecks.NamelessControls));
        Assert.Empty(await window.EvaluateAsync<string[]>(PageChecks.Structure));
    }
}
