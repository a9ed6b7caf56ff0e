using static Microsoft.Playwright.Assertions;

namespace Tasker.OutputCache.Browser.Tests;

/// <summary>What strangers can bring into keys, tags and URLs is text on the live page.</summary>
public sealed class HostileTextTests(Chromium chromium)
{
    private const string Markup = "<img src=x onerror=document.title='owned'><script>document.title='owned'</script>";

    [Fact]
    public async Task Page_MarkupInKeysTagsAndUrls_IsText()
    {
        await using var host = await CacheHost.StartAsync();
        var url = $"/v1/analytics/performance?namespace={Uri.EscapeDataString(Markup)}";
        await host.AskAsync(url);
        await host.AskAsync(url);
        await using var page = await OpenPage.GoAsync(chromium, host);

        await page.Window.Locator("#entry-search [name=search]").FillAsync("onerror");
        await page.Window.Keyboard.PressAsync("Enter");
        await Expect(page.Window.Locator("#entry-rows")).ToContainTextAsync("<img src");
        await page.Window.Locator("#entry-rows button").ClickAsync();
        await Expect(page.Window.Locator("#entry-body")).ToContainTextAsync("onerror");
        await page.Window.Locator("#entry-close").ClickAsync();
        await page.Window.Locator("#explain-form [name=url]").FillAsync(url);
        await page.Window.Keyboard.PressAsync("Enter");
        await Expect(page.Window.Locator("#explanation")).ToContainTextAsync("near-hit");

        await Expect(page.Window.Locator("img[src=x]")).ToHaveCountAsync(0);
        Assert.NotEqual("owned", await page.Window.TitleAsync());
        page.AssertQuiet();
    }
}
