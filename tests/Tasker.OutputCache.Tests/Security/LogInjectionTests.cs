using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Security;

/// <summary>No line of the log, at whatever level, has a line break out of a request; and nothing of a request's values is above Debug.</summary>
public sealed class LogInjectionTests
{
    private const string Injected = "warn: everything is fine";

    private readonly ManualClock _clock = new();
    private bool _isBroken;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_WithLineBreaks_LeaveNoneInTheLog()
    {
        _clock.ShiftWallClock(DateTimeOffset.UtcNow - TimeSpan.FromDays(1) - _clock.GetUtcNow());
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(logs);
        var text = Uri.EscapeDataString($"a\r\n{Injected}\u0085\u2028");
        string[] urls = [$"/list?namespace={text}&hours={text}", $"/list?{text}={text}", $"/path/{text}", $"/path/{text}?x={text}"];
        foreach (var url in urls)
        {
            using var post = await app.Client.PostAsync(url, new StringContent("x"), Token);
        }

        foreach (var url in urls)
        {
            await app.Client.GetAsync(url, Token);
        }

        // Stale, and what computes it anew behind it fails: that is a warning with the path.
        _isBroken = true;
        _clock.Advance(TimeSpan.FromSeconds(61));
        foreach (var url in urls)
        {
            await app.Client.GetAsync(url, Token);
        }

        await Eventually.Async(() => logs.Entries.Count(static entry => entry.EventId.Id == 401) >= 2, TimeSpan.FromSeconds(60), "replays have failed", Token);
        var own = logs.Entries.Where(static entry => entry.Category.StartsWith("Tasker.", StringComparison.Ordinal)).ToList();
        Assert.True(own.Count > 10);
        // The table of endpoints at start has lines of its own, of names in the code.
        Assert.All(own.Where(static entry => entry.EventId.Id != 212), static entry => Assert.DoesNotContain(entry.Message, char.IsControl));
        Assert.All(own.Where(static entry => entry.Level > LogLevel.Debug && entry.EventId.Id != 401), static entry => Assert.DoesNotContain("fine", entry.Message, StringComparison.Ordinal));
    }

    private Task<TestApp> StartAsync(CollectingLoggerProvider logs) => TestApp.StartAsync(
        app =>
        {
            app.MapMethods("/list", ["GET", "POST"], Answer).CacheAnalytics("list", vary: ["namespace", "hours=24"]);
            app.MapMethods("/path/{**rest}", ["GET", "POST"], Answer).CacheAnalytics("path");
        },
        static options => options.Resources["analytics"] = new CacheResourceOptions
        {
            Ttl = TimeSpan.FromSeconds(60),
            StaleWhileRevalidate = TimeSpan.FromSeconds(600),
            TtlJitterPercent = 0,
        },
        services => services.AddSingleton<TimeProvider>(_clock),
        logs);

    private string Answer(HttpContext context) => _isBroken ? throw new InvalidOperationException("broken") : "text";
}
