using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Tasker.Caching.Backends;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Fakes;
using Tasker.OutputCache.TestUtilities.Servers;
using static Microsoft.Playwright.Assertions;

namespace Tasker.OutputCache.Browser.Tests;

public sealed class LivePageTests(Chromium chromium)
{
    private const string Payments = "/v1/analytics/performance?namespace=payments";
    private const string Billing = "/v1/analytics/performance?namespace=billing";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task Page_WithAndWithoutSlash_IsLiveAndQuiet(string end)
    {
        await using var host = await CacheHost.StartAsync();
        await using var page = await OpenPage.GoAsync(chromium, host);

        await page.Window.GotoAsync(host.PageUrl + end);

        await Expect(page.Window.Locator("#link-text")).ToHaveTextAsync("Live");
        await Expect(page.Health).ToHaveAttributeAsync("data-state", "good");
        page.AssertQuiet();
    }

    [Fact]
    public async Task Figures_UnderLoad_Move()
    {
        await using var host = await CacheHost.StartAsync();
        await using var page = await OpenPage.GoAsync(chromium, host);
        Assert.Equal("0", await page.Window.Locator("#entry-count").InnerTextAsync());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var load = host.LoadAsync(stop.Token);
        await Expect(page.Window.Locator("#hit-rate")).ToContainTextAsync("%");
        await Eventually.Async(async _ => await page.NumberAsync("#request-rate") > 0 && await page.NumberAsync("#hit-rate") > 50, Deadline, "the figures move", Token);
        var before = await page.NumberAsync("#request-rate-note");
        await Eventually.Async(async _ => await page.NumberAsync("#request-rate-note") > before, Deadline, "they go on moving", Token);
        await stop.CancelAsync();
        await load;

        await Expect(page.Window.Locator("#entry-count")).ToHaveTextAsync("4");
        await Expect(page.Window.Locator("#resource-rows tr")).ToHaveCountAsync(3);
        await Expect(page.Window.Locator("#key-rows tr")).ToHaveCountAsync(4);
        Assert.NotEmpty(await page.Window.Locator("#hit-chart path.stroke").AllAsync());
        page.AssertQuiet();
    }

    [Theory]
    [InlineData(true, null, 0, "slot_1: 2.0 KB behind; the server keeps 3.0 MB, bounded by its disk only")]
    [InlineData(true, 1L << 20, 1, "slot_1: 2.0 KB behind; the server keeps 3.0 MB, 1.0 MB more at most")]
    [InlineData(false, null, 1, "slot_1: not read, 2.0 KB behind; the server keeps 3.0 MB, bounded by its disk only")]
    public async Task Facts_ChangeFeed_SayHowFarItIsAndMarkWhatIsWrong(bool isRead, long? left, int marks, string expected)
    {
        await using var host = await CacheHost.StartAsync(services: services => services.AddSingleton<ICacheFeed>(new FakeFeed(new CacheFeedState("slot_1", isRead, 2 << 10, 3 << 20, left))));
        await using var page = await OpenPage.GoAsync(chromium, host);

        await Expect(page.Window.Locator("#node-facts")).ToContainTextAsync(expected);

        await Expect(page.Window.Locator("#node-facts dd", new() { HasText = "slot_1" }).Locator(".bad")).ToHaveCountAsync(marks);
        page.AssertQuiet();
    }

    [Fact]
    public async Task Evict_Confirmed_EvictsWhatItNames()
    {
        await using var host = await CacheHost.StartAsync();
        await FillAsync(host);
        await using var page = await OpenPage.GoAsync(chromium, host);

        await AskToEvictPaymentsAsync(page.Window);
        await Expect(page.Window.Locator("#confirm-text")).ToContainTextAsync("can’t be undone");
        await page.Window.Locator("#confirm-yes").ClickAsync();

        await Expect(page.Window.Locator("#evict-answer")).ToContainTextAsync("Evicted");
        Assert.DoesNotContain("; hit", await host.AskAsync(Payments), StringComparison.Ordinal);
        Assert.Contains("; hit", await host.AskAsync(Billing), StringComparison.Ordinal);
        await Expect(page.Window.Locator("#eviction-rows")).ToContainTextAsync("administration");
        await Expect(page.Window.Locator("#tag-rows")).ToContainTextAsync("analytics|namespace=payments");
        page.AssertQuiet();
    }

    [Fact]
    public async Task Evict_NotConfirmedYet_SaysHowMuchItTakes()
    {
        await using var host = await CacheHost.StartAsync();
        await FillAsync(host);
        await using var page = await OpenPage.GoAsync(chromium, host);
        var (count, cancel) = (page.Window.Locator("#confirm-count"), page.Window.Locator("#confirm-no"));

        await AskToEvictPaymentsAsync(page.Window);
        await Expect(count).ToContainTextAsync("It takes 1 entry. Counted in this process's memory.");
        await Expect(count).ToContainTextAsync("Other nodes and the shared tier hold entries of their own, which go too.");
        await cancel.ClickAsync();
        await page.Window.Locator("#evict-form [name=dimensions]").FillAsync("");
        await page.Window.Locator("#evict-form button").ClickAsync();
        await Expect(count).ToContainTextAsync("It takes 2 entries.");
        await cancel.ClickAsync();
        await page.Window.Locator("#evict-form [name=resource]").FillAsync("no-such-resource");
        await page.Window.Locator("#evict-form button").ClickAsync();
        await Expect(count).ToContainTextAsync("It takes 0 entries.");
        await cancel.ClickAsync();

        // To count is not to evict.
        Assert.Contains("; hit", await host.AskAsync(Payments), StringComparison.Ordinal);
        Assert.Contains("; hit", await host.AskAsync(Billing), StringComparison.Ordinal);
        await Expect(page.Window.Locator("#eviction-rows tr")).ToHaveCountAsync(0);
        page.AssertQuiet();
    }

    [Theory]
    [InlineData("button")]
    [InlineData("escape")]
    public async Task Evict_Cancelled_DoesNothing(string how)
    {
        await using var host = await CacheHost.StartAsync();
        await FillAsync(host);
        await using var page = await OpenPage.GoAsync(chromium, host);

        await AskToEvictPaymentsAsync(page.Window);
        await Expect(page.Window.Locator("#confirm-no")).ToBeFocusedAsync();
        await (how == "escape" ? page.Window.Keyboard.PressAsync("Escape") : page.Window.Locator("#confirm-no").ClickAsync());

        await Expect(page.Window.Locator("#evict-answer")).ToContainTextAsync("nothing was evicted");
        await Expect(page.Window.Locator("#evict-form button")).ToBeFocusedAsync();
        Assert.Contains("; hit", await host.AskAsync(Payments), StringComparison.Ordinal);
        await Expect(page.Window.Locator("#eviction-rows tr")).ToHaveCountAsync(0);
        page.AssertQuiet();
    }

    [Fact]
    public async Task Entry_FoundAndEvicted_IsGone()
    {
        await using var host = await CacheHost.StartAsync();
        await FillAsync(host);
        await using var page = await OpenPage.GoAsync(chromium, host);

        await page.Window.Locator("#entry-search [name=search]").FillAsync("payments");
        await page.Window.Keyboard.PressAsync("Enter");
        await Expect(page.Window.Locator("#entry-rows tr")).ToHaveCountAsync(1);
        await page.Window.Locator("#entry-rows button").ClickAsync();
        await Expect(page.Window.Locator("#entry-body")).ToContainTextAsync("application/json");
        await Expect(page.Window.Locator("#entry-body")).ToContainTextAsync("analytics|namespace=payments");
        await page.Window.Locator("#entry-evict").ClickAsync();
        await page.Window.Locator("#confirm-yes").ClickAsync();

        await Expect(page.Window.Locator("#entry-body")).ToContainTextAsync("Evicted");
        Assert.DoesNotContain("; hit", await host.AskAsync(Payments), StringComparison.Ordinal);
        Assert.Contains("; hit", await host.AskAsync(Billing), StringComparison.Ordinal);
        page.AssertQuiet();
    }

    [Fact]
    public async Task Explain_Url_SaysStepByStep()
    {
        await using var host = await CacheHost.StartAsync();
        await FillAsync(host);
        await using var page = await OpenPage.GoAsync(chromium, host);

        await page.Window.Locator("#explain-form [name=url]").FillAsync(Payments);
        await page.Window.Keyboard.PressAsync("Enter");
        await Expect(page.Window.Locator("#explanation")).ToContainTextAsync("near-hit");
        await page.Window.Locator("#explain-form [name=url]").FillAsync("/nowhere");
        await page.Window.Keyboard.PressAsync("Enter");

        await Expect(page.Window.Locator("#explanation")).ToContainTextAsync("not-cached");
        await Expect(page.Window.Locator(".steps .no")).ToHaveCountAsync(1);
        page.AssertQuiet();
    }

    [Fact]
    public async Task Pattern_Confirmed_RemovesWhatMatchesAndSaysThatItIsNoEviction()
    {
        await using var host = await CacheHost.StartAsync(maySeePartitions: true);
        await FillAsync(host);
        await using var page = await OpenPage.GoAsync(chromium, host);
        var window = page.Window;

        await window.Locator("#evict-form [name=what][value=pattern]").CheckAsync();
        await window.Locator("#evict-form [name=pattern]").FillAsync("*:payments*");
        await window.Locator("#evict-form button").ClickAsync();
        await Expect(window.Locator("#confirm-text")).ToContainTextAsync("no eviction");
        await Expect(window.Locator("#confirm-mode")).ToBeHiddenAsync();
        await window.Locator("#confirm-yes").ClickAsync();

        await Expect(window.Locator("#evict-answer")).ToContainTextAsync("1 entry found.");
        Assert.DoesNotContain("; hit", await host.AskAsync(Payments), StringComparison.Ordinal);
        Assert.Contains("; hit", await host.AskAsync(Billing), StringComparison.Ordinal);

        // The next confirmation is that of an eviction again.
        await window.Locator("#evict-form [name=what][value=resource]").CheckAsync();
        await AskToEvictPaymentsAsync(window);
        await Expect(window.Locator("#confirm-text")).ToContainTextAsync("on every node");
        page.AssertQuiet();
    }

    [Fact]
    public async Task Evict_ForATenantAndAUser_SaysSoAndSendsThem()
    {
        await using var host = await CacheHost.StartAsync(maySeePartitions: true);
        await using var page = await OpenPage.GoAsync(chromium, host);
        var window = page.Window;

        await window.Locator("#evict-form [name=resource]").FillAsync("analytics");
        await window.Locator("#evict-form [name=dimensions]").FillAsync("namespace=payments");
        await window.Locator("#evict-form [name=tenant]").FillAsync("acme");
        await window.Locator("#evict-form [name=user]").FillAsync("bob");
        await window.Locator("#evict-form button").ClickAsync();
        await Expect(window.Locator("#confirm-subject")).ToHaveTextAsync("analytics\nnamespace=payments\ntenant acme\nuser bob");
        await window.Locator("#confirm-yes").ClickAsync();

        await Expect(window.Locator("#tag-rows")).ToContainTextAsync("analytics|@tenant=acme,@user=bob,namespace=payments");
        page.AssertQuiet();
    }

    [Fact]
    public async Task Partitions_MayNotBeSeen_AreNotOffered()
    {
        await using var host = await CacheHost.StartAsync();
        await using var page = await OpenPage.GoAsync(chromium, host);

        await Expect(page.Window.Locator("#evict-form [name=dimensions]")).ToBeVisibleAsync();
        await Expect(page.Window.Locator("#evict-form [name=tenant]")).ToBeHiddenAsync();
        await Expect(page.Window.Locator("#evict-form [name=user]")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Configuration_SaysWhatIsInForceAndFromWhere()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var host = await CacheHost.StartAsync(redis, options: static options => options.Lease = TimeSpan.FromSeconds(7));
        await using var page = await OpenPage.GoAsync(chromium, host);
        var rows = page.Window.Locator("#configuration-rows");

        await Expect(rows.Locator("tr", new() { HasText = "redis.url" })).ToContainTextAsync(redis.EndPoint);
        await Expect(rows).Not.ToContainTextAsync("ttl_jitter_percent");
        await page.Window.Locator("#configuration-form [name=defaults]").CheckAsync();
        await Expect(rows.Locator("tr", new() { HasText = "ttl_jitter_percent" }).First).ToContainTextAsync("default");
        await page.Window.Locator("#configuration-form [name=search]").FillAsync("jitter");
        await Expect(rows).Not.ToContainTextAsync("redis.url");
        page.AssertQuiet();
    }

    [Fact]
    public async Task Pause_StopsTheNumbers()
    {
        await using var host = await CacheHost.StartAsync();
        await using var page = await OpenPage.GoAsync(chromium, host);
        var button = page.Window.Locator("#pause");

        await button.ClickAsync();
        await FillAsync(host);
        await Expect(page.Window.Locator("#link-text")).ToHaveTextAsync("Paused");
        Assert.Equal("0", await page.Window.Locator("#entry-count").InnerTextAsync());
        await button.ClickAsync();

        await Expect(page.Window.Locator("#entry-count")).ToHaveTextAsync("2");
        page.AssertQuiet();
    }

    [Fact]
    public async Task Reload_SameTab_KeepsWhatItHasSeen()
    {
        await using var host = await CacheHost.StartAsync();
        await using var page = await OpenPage.GoAsync(chromium, host);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var load = host.LoadAsync(stop.Token);
        var line = page.Window.Locator("#hit-chart path.stroke");
        await Expect(line).Not.ToHaveCountAsync(0);
        await Eventually.Async(async _ => (await line.First.GetAttributeAsync("d"))!.Split('L').Length >= 4, Deadline, "some seconds are drawn", Token);

        await stop.CancelAsync();
        await load;
        await page.Window.ReloadAsync();

        await Expect(page.Window.Locator("#traffic-note")).ToContainTextAsync("seen for");
        Assert.NotEqual(0, await line.CountAsync());
        Assert.True((await line.First.GetAttributeAsync("d"))!.Split('L').Length >= 4);
        page.AssertQuiet();
    }

    private static async Task FillAsync(CacheHost host)
    {
        foreach (var url in (string[])[Payments, Payments, Billing, Billing])
        {
            await host.AskAsync(url);
        }
    }

    private static async Task AskToEvictPaymentsAsync(IPage window)
    {
        await window.Locator("#evict-form [name=resource]").FillAsync("analytics");
        await window.Locator("#evict-form [name=dimensions]").FillAsync("namespace=payments");
        await window.Locator("#evict-form button").ClickAsync();
        await Expect(window.Locator("#confirm")).ToBeVisibleAsync();
    }
}
