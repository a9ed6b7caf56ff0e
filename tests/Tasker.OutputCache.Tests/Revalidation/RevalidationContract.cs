using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Fakes;
using Tasker.OutputCache.Tests.Hosting;
using Tasker.OutputCache.Tests.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Revalidation;

/// <summary>Tests with a clock that is moved by hand: fresh for 60 s, then 30 s to revalidate, and 600 s for errors.</summary>
public abstract class RevalidationContract : HttpContract
{
    private protected const string Path = "/v1/analytics/performance";
    private protected const string StaleWhileRevalidate = "detail=stale-while-revalidate";
    private protected const string StaleIfError = "detail=stale-if-error";

    private protected static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private protected static readonly TimeSpan Ttl = TimeSpan.FromSeconds(60);
    private protected static readonly TimeSpan Revalidate = TimeSpan.FromSeconds(30);
    private protected static readonly TimeSpan Error = TimeSpan.FromSeconds(600);

    protected RevalidationContract()
    {
        // The framework's middleware has a clock of its own, and takes what is dated later than now for no entry.
        Clock.ShiftWallClock(TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(10) - ManualClock.Start);
    }

    private protected ManualClock Clock { get; } = new();

    private protected Computation Handler { get; } = new();

    private protected Task<TestApp> StartClockedAsync(
        Action<WebApplication>? endpoints = null,
        Action<CacheResourceOptions>? resource = null,
        Action<IServiceCollection>? services = null,
        ILoggerProvider? logs = null,
        Action<WebApplication>? pipeline = null) =>
        StartAsync(
            endpoints ?? (app => app.MapGet(Path, Handler.Delegate).CacheAnalytics("performance", vary: ["hours=24", "namespace"])),
            options =>
            {
                var analytics = new CacheResourceOptions { Ttl = Ttl, StaleWhileRevalidate = Revalidate, StaleIfError = Error, TtlJitterPercent = 0 };
                resource?.Invoke(analytics);
                options.Resources["analytics"] = analytics;
            },
            collection =>
            {
                collection.AddSingleton<TimeProvider>(Clock);
                services?.Invoke(collection);
            },
            logs,
            pipeline);

    private protected static async Task<(int Status, string Body, string Cache)> GetAsync(TestApp app, string path = Path)
    {
        using var response = await app.Client.GetAsync(path, Token);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Token), StatusOf(response));
    }

    private protected static async Task AssertGetAsync(TestApp app, string body, string? detail = null, string path = Path)
    {
        var (status, text, cache) = await GetAsync(app, path);
        Assert.Equal((200, body), (status, text));
        if (detail is not null)
        {
            Assert.Contains(detail, cache, StringComparison.Ordinal);
        }
    }

    /// <summary>Asks for the first time, and waits until the answer is stored: a client may have it before that.</summary>
    private protected static async Task FillAsync(TestApp app)
    {
        await AssertGetAsync(app, "run 1");
        await WaitForNoFlightAsync(app);
    }

    /// <summary>Asks until the answer is what it should be.</summary>
    private protected static Task WaitForBodyAsync(TestApp app, string body, string path = Path) =>
        Eventually.Async(async token => await app.Client.GetStringAsync(path, token), text => text == body, Deadline, body, Token);

    /// <summary>Moves the clock until those are answered who wait for a bound: little by little, since nobody sees from outside when somebody begins to wait.</summary>
    private protected Task AdvanceUntilAnsweredAsync(IReadOnlyCollection<Task> waiting) => Clock.AdvanceUntilAsync(Step, () => waiting.All(static task => task.IsCompleted), "all are answered");

    /// <summary>Moves the clock until what hangs is given up.</summary>
    private protected Task AdvanceUntilNoFlightAsync(TestApp app) => Clock.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => app.Engine.Flights == 0, "what hangs is given up");

    private protected static Task WaitForNoFlightAsync(TestApp app) => WaitAsync(() => app.Engine.Flights == 0, "no computation is left");
}
