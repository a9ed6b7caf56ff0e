using System.Text.Json;
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

    // Notes every beat as it comes in, and what the page shows once its own listeners have run.
    private const string NoteBeats = """
        window.beats = [];
        window.EventSource = class extends window.EventSource {
          constructor(address) {
            super(address);
            this.addEventListener("stats", event => {
              const { time, status } = JSON.parse(event.data);
              queueMicrotask(() => setTimeout(() => window.beats.push({ Time: Date.parse(time), Problems: status.problems, Shown: document.getElementById("health").dataset.state })));
            });
          }
        };
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Redis_DoesNotTellWhichServerItIs_IsAmongTheFactsOfTheNode()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await redis.ExecuteAsync("ACL", "SETUSER", "default", "-info");
        await using var host = await CacheHost.StartAsync(redis);
        await using var page = await OpenPage.GoAsync(chromium, host);

        await Expect(page.Window.Locator("#node-facts")).ToContainTextAsync("every start and reconnect of an instance makes everything cached void");
        await Expect(page.Health).ToHaveAttributeAsync("data-state", "good");
        page.AssertQuiet();
    }

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

    /// <summary>
    /// "Within 2 s" is a beat of one second and what comes before it. No clock of an overloaded machine is asked: the node notices because the
    /// connection is lost, and not because it is time to read; and the first beat after that says so, and the page with it.
    /// </summary>
    [Fact]
    public async Task Redis_Killed_IsInTheFirstBeatAfterTheNodeKnows()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var host = await CacheHost.StartAsync(redis, options: static options =>
        {
            // As seldom as can be: what is noticed now, the loss of the connection has told.
            options.Evictions.CatchUpInterval = TimeSpan.FromMinutes(1);
            options.Evictions.StalenessBound = TimeSpan.FromMinutes(10);
        });
        await using var page = await OpenPage.GoAsync(chromium, host, script: NoteBeats);
        await Expect(page.Health).ToHaveAttributeAsync("data-state", "good");

        var killed = DateTimeOffset.UtcNow;
        await redis.KillAsync();
        await Expect(page.Health).ToHaveAttributeAsync("data-state", "bad");
        await page.Window.WaitForFunctionAsync("() => window.beats.some(beat => beat.Problems.length > 0)");
        var beats = JsonSerializer.Deserialize<Beat[]>(await page.Window.EvaluateAsync<string>("() => JSON.stringify(window.beats)"))!;

        var first = Array.FindIndex(beats, static beat => beat.Problems.Length > 0);
        var failing = Assert.Single(beats[first].Problems);
        Assert.Contains("redis has not answered for", failing, StringComparison.Ordinal);
        var noticed = DateTimeOffset.FromUnixTimeMilliseconds((long)beats[first].Time) - TimeSpan.FromSeconds(SecondsIn(failing));
        var silent = DateTimeOffset.FromUnixTimeMilliseconds((long)beats[first - 1].Time);
        output.WriteLine($"Redis was killed at {killed:mm:ss.fff}, the node knew at {noticed:mm:ss.f}, the last beat that said nothing was that of {silent:mm:ss.fff}.");
        Assert.True(noticed - killed < TimeSpan.FromSeconds(20), $"The node noticed {noticed - killed} after the kill: as late as if it had waited for its next reading.");

        // The text is rounded, and its beat is not made in one moment.
        Assert.True(silent < noticed + TimeSpan.FromSeconds(0.25), $"'{failing}', but the beat of {silent:mm:ss.fff} said nothing.");

        // The state that the page had when each beat had been shown.
        Assert.All(beats, static beat => Assert.Equal(beat.Problems.Length > 0 ? "bad" : "good", beat.Shown));
        Assert.Equal(1, host.BeatSeconds);
    }

    private static double SecondsIn(string problem) =>
        double.Parse(System.Text.RegularExpressions.Regex.Match(problem, @"for ([\d.]+) s").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    private sealed record Beat
    {
        public double Time { get; init; }

        public string[] Problems { get; init; } = [];

        public string Shown { get; init; } = string.Empty;
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
