using Microsoft.Playwright;
using Tasker.OutputCache.Browser.Tests;
using Tasker.OutputCache.TestUtilities;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace Tasker.OutputCache.Browser.Tests;

/// <summary>The machine's own Chromium, started once. None is downloaded.</summary>
public sealed class Chromium : IAsyncLifetime
{
    public const float DeadlineMilliseconds = 60_000;

    private static readonly string[] Paths = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        var path = Array.Find(Paths, File.Exists) ?? throw new InvalidOperationException("There is no Chromium here: install the Debian package chromium.");
        _playwright = await Playwright.CreateAsync();

        // Its sandbox refuses to run as root, as which containers run tests.
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox", "--disable-dev-shm-usage"], Timeout = DeadlineMilliseconds });
        Assertions.SetDefaultExpectTimeout(DeadlineMilliseconds);
    }

    /// <summary>Opens a window of its own, with nothing in it of earlier ones.</summary>
    public async Task<IPage> OpenAsync(int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await _browser!.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        context.SetDefaultTimeout(DeadlineMilliseconds);
        return await context.NewPageAsync();
    }

    /// <summary>Where pictures go: to look at, never to be kept.</summary>
    public static string PictureOf(string name) => Repository.PathOf("artifacts", "screenshots", $"{name}.png");

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
