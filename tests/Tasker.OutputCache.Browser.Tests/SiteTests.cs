using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Tasker.OutputCache.Browser.Tests;

/// <summary>The static site of the documentation, in a browser.</summary>
public sealed class SiteTests(Chromium chromium, SiteServer site) : IClassFixture<SiteServer>
{
    private static readonly string[] _pages = ["index.html", "docs/index.html", "docs/getting-started.html", "docs/performance.html", "docs/configuration.html", "docs/decisions/index.html"];

    [Theory]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task Pages_AnyWidthAndScheme_CanBeReadWithoutSidewaysScrolling(int width, ColorScheme scheme)
    {
        var window = await chromium.OpenAsync(width, 900, scheme);
        var strangers = NoteStrangers(window);
        var errors = NoteErrors(window);
        foreach (var page in _pages)
        {
            await window.GotoAsync($"{site.Url}/{page}");
            await window.ScreenshotAsync(new() { Path = Chromium.PictureOf($"site-{page.Replace('/', '-')[..^5]}-{width}-{scheme}".ToLowerInvariant()) });

            Assert.Equal(width, await window.EvaluateAsync<int>("document.documentElement.scrollWidth"));
            Assert.Empty(await window.EvaluateAsync<string[]>("() => [...document.querySelectorAll('main, main *')].filter(element => element.scrollWidth > element.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(element).overflowX)).map(element => element.outerHTML.slice(0, 80))"));
            Assert.Empty(await window.EvaluateAsync<string[]>("() => [...document.images].filter(image => image.complete && image.naturalWidth === 0).map(image => image.src)"));
        }

        Assert.Empty(strangers);
        Assert.Empty(errors);
        await window.Context.CloseAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Texts_EitherScheme_HaveContrast(ColorScheme scheme)
    {
        var window = await chromium.OpenAsync(1280, 900, scheme);
        await window.GotoAsync($"{site.Url}/docs/getting-started.html");

        var faint = await window.EvaluateAsync<string[]>(PageChecks.FaintTexts);

        // The links beside headings show when the heading is pointed at.
        Assert.DoesNotContain(faint, static text => !text.Contains(" A \"#\"", StringComparison.Ordinal));
        await window.Context.CloseAsync();
    }

    [Fact]
    public async Task Search_WordsOfASection_FindIt()
    {
        var window = await chromium.OpenAsync(1280);
        await window.GotoAsync($"{site.Url}/docs/analyzers/index.html");

        await window.Keyboard.PressAsync("/");
        await window.Keyboard.TypeAsync("simulator shipped");
        var first = window.Locator("#results a").First;
        await Expect(first).ToContainTextAsync("173 The shipped code runs in a simulator");
        await window.Keyboard.PressAsync("ArrowDown");
        await Expect(first).ToBeFocusedAsync();
        await window.Keyboard.PressAsync("Enter");

        await Expect(window).ToHaveURLAsync($"{site.Url}/docs/decisions/testing.html#173-the-shipped-code-runs-in-a-simulator");
        await Expect(window.Locator("h1")).ToHaveTextAsync("Testing");
        await window.Context.CloseAsync();
    }

    [Fact]
    public async Task Search_WordThatIsNowhere_SaysSo()
    {
        var window = await chromium.OpenAsync(390);
        await window.GotoAsync($"{site.Url}/index.html");

        await window.Locator("#query").FillAsync("xylophone");

        await Expect(window.Locator("#results")).ToHaveTextAsync("Nothing about \"xylophone\".");
        await window.Context.CloseAsync();
    }

    private static List<string> NoteErrors(IPage window)
    {
        var errors = new List<string>();
        window.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                errors.Add(message.Text);
            }
        };
        window.PageError += (_, error) => errors.Add(error);
        return errors;
    }

    private List<string> NoteStrangers(IPage window)
    {
        var strangers = new List<string>();
        window.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(site.Url, StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
            {
                strangers.Add(request.Url);
            }
        };
        return strangers;
    }
}
