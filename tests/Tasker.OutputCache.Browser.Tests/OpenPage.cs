using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Tasker.OutputCache.Browser.Tests;

/// <summary>The live page in a window. Whatever it asks for and complains of is noted.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly Uri _home;
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<string> _strangers = new();

    private OpenPage(IPage page, Uri home)
    {
        (Window, _home) = (page, home);
        page.Console += (_, message) => NoteIf(message.Type is "error" or "warning", $"{message.Type}: {message.Text}");
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Request += (_, request) =>
        {
            var url = new Uri(request.Url);
            if (url.Scheme is not "data" && url.Authority != _home.Authority)
            {
                _strangers.Enqueue(request.Url);
            }
        };
    }

    public IPage Window { get; }

    /// <summary>Gets what the console says.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    public ILocator Health => Window.Locator("#health");

    public static async Task<OpenPage> GoAsync(Chromium chromium, CacheHost host, int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Light, string? script = null)
    {
        var opened = new OpenPage(await chromium.OpenAsync(width, height, scheme), host.Address);
        if (script is not null)
        {
            await opened.Window.AddInitScriptAsync(script);
        }

        await opened.Window.GotoAsync(host.PageUrl);
        await Assertions.Expect(opened.Window.Locator("#link-text")).ToHaveTextAsync("Live");
        return opened;
    }

    private void NoteIf(bool isBad, string text)
    {
        if (isBad)
        {
            _complaints.Enqueue(text);
        }
    }

    public async Task<double> NumberAsync(string selector) =>
        double.Parse(new string([.. (await Window.Locator(selector).InnerTextAsync()).Where(static character => char.IsAsciiDigit(character) || character == '.')]), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Nothing went wrong, and nobody else was asked for anything.</summary>
    public void AssertQuiet()
    {
        Assert.Empty(_complaints);
        Assert.Empty(_strangers);
    }

    public async ValueTask DisposeAsync() => await Window.Context.DisposeAsync();
}
