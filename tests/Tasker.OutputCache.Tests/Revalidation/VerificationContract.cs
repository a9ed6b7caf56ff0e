using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.OutputCache.Revalidation;
using Tasker.OutputCache.TestUtilities.Fakes;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Revalidation;

/// <summary>Hits that are computed once more and compared: a forgotten tag is found, and nothing else.</summary>
public abstract class VerificationContract : RevalidationContract, IAsyncDisposable
{
    private const string Payments = Path + "?namespace=payments";

    private readonly CollectingLoggerProvider _lines = new();
    private readonly CountingMeters _meters = new();
    private volatile string _row = "old";

    protected VerificationContract()
    {
        Handler.Behaviour = (_, _) => Task.FromResult(Results.Text(_row));
    }

    public ValueTask DisposeAsync()
    {
        _lines.Dispose();
        _meters.Dispose();
        GC.SuppressFinalize(this);
        return default;
    }

    private Task<TestApp> StartAsync(int oneIn = 1, Action<WebApplication>? endpoints = null, Action<IServiceCollection>? services = null) => StartClockedAsync(
        endpoints,
        resource => resource.VerifyOneIn = oneIn,
        collection =>
        {
            collection.AddSingleton<IMeterFactory>(_meters);
            services?.Invoke(collection);
        },
        logs: _lines);

    private long Verifications => _meters["tasker.cache.verifications"];

    private bool Reports(int id) => _lines.Entries.Any(line => line.EventId.Id == id);

    private async Task FillAsync(TestApp app, string body)
    {
        await AssertGetAsync(app, body, path: Payments);
        await WaitForNoFlightAsync(app);
    }

    /// <summary>Hits, so that the hit is verified, and lets the time pass in which an eviction may be on its way.</summary>
    private async Task VerifyAsync(TestApp app, string body, Func<Task>? meanwhile = null)
    {
        var (runs, before) = (Handler.Runs, Verifications);
        await AssertGetAsync(app, body, path: Payments);
        await Handler.WaitForRunsAsync(runs + 1, Token);
        await (meanwhile?.Invoke() ?? Task.CompletedTask);
        await Clock.AdvanceUntilAsync(TimeSpan.FromMilliseconds(100), () => Verifications > before, "the hit is verified");
    }

    [Fact]
    public async Task Hit_ChangeThatEvictedNothing_IsReportedAndTheEntryStays()
    {
        await using var app = await StartAsync();
        await FillAsync(app, "old");

        _row = "new";
        await VerifyAsync(app, "old");

        var line = Assert.Single(_lines.Entries, static line => line.EventId.Id == 406);
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Contains("analytics/performance", line.Message, StringComparison.Ordinal);
        Assert.Contains("another body", line.Message, StringComparison.Ordinal);
        Assert.Contains("analytics|namespace=payments", line.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("key:", line.Message, StringComparison.Ordinal);
        var key = Assert.Single(_lines.Entries, static line => line.EventId.Id == 407);
        Assert.Equal(LogLevel.Debug, key.Level);
        Assert.Contains("tasker:analytics:performance", key.Message, StringComparison.Ordinal);

        // Computed twice to make sure, and neither was stored.
        Assert.Equal(3, Handler.Runs);
        Assert.Equal(2, _meters["tasker.cache.replays"]);
        await AssertGetAsync(app, "old", "near", Payments);
    }

    [Fact]
    public async Task Hit_RowIsGone_IsReported()
    {
        await using var app = await StartAsync();
        await FillAsync(app, "old");

        Handler.Behaviour = static (_, _) => Task.FromResult(Results.NotFound());
        await VerifyAsync(app, "old");

        Assert.Contains("status 200, now 404", Assert.Single(_lines.Entries, static line => line.EventId.Id == 406).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hit_NothingHasChanged_IsNotReported()
    {
        await using var app = await StartAsync();
        await FillAsync(app, "old");

        await VerifyAsync(app, "old");

        Assert.Equal(2, Handler.Runs);
        Assert.False(Reports(406));
    }

    [Theory]
    [InlineData(EvictionMode.Hard)]
    [InlineData(EvictionMode.Soft)]
    public async Task Hit_EvictionIsOnItsWay_IsNotReported(EvictionMode mode)
    {
        await using var app = await StartAsync();
        await FillAsync(app, "old");

        // Committed, seen by the computation, and evicted a moment later.
        _row = "new";
        await VerifyAsync(app, "old", async () => await app.Evictor.EvictAsync([CacheTag.For("analytics").With("namespace", "payments")], mode, Token));

        Assert.False(Reports(406));
    }

    [Fact]
    public async Task Hit_SecondEvictionIsToCome_IsNotReported()
    {
        var settle = TimeSpan.FromSeconds(20);
        await using var app = await StartAsync(services: services => new TaskerOutputCacheBuilder(services).EvictOn<string>(
            e => [CacheTag.For("analytics").With("namespace", e)], settle: settle));
        await app.Services.GetRequiredService<ICacheEvents>().PublishAsync("payments", Token);
        await FillAsync(app, "old");

        // The replica has what the event was about only now.
        _row = "new";
        await VerifyAsync(app, "old");

        Assert.False(Reports(406));
        Assert.Equal(1, _meters["tasker.cache.events.settled"]);
    }

    [Fact]
    public async Task Hit_HandlerNeverAnswersTwiceAlike_IsNotReported()
    {
        Handler.Behaviour = static (_, run) => Task.FromResult(Results.Text($"run {run}"));
        await using var app = await StartAsync();
        await FillAsync(app, "run 1");

        await VerifyAsync(app, "run 1");

        Assert.Equal(3, Handler.Runs);
        Assert.False(Reports(406));
    }

    [Fact]
    public async Task Hit_HandlerFailsOrMayNotBeStored_IsNotReported()
    {
        await using var app = await StartAsync();
        await FillAsync(app, "old");

        Handler.Behaviour = static (_, _) => Task.FromResult(Results.StatusCode(503));
        await VerifyAsync(app, "old");
        Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.False(Reports(406));
        await AssertGetAsync(app, "old", "near", Payments);
    }

    [Fact]
    public async Task Hits_OfOneKeyAndOfManyAtOnce_AreVerifiedOneAtATimeAndNotAgain()
    {
        await using var app = await StartAsync();
        await FillAsync(app, "old");
        await AssertGetAsync(app, "old", path: Path);
        await WaitForNoFlightAsync(app);

        Handler.Close();
        await AssertGetAsync(app, "old", path: Payments);
        await Handler.WaitForInsideAsync(1, Token);
        for (var i = 0; i < 20; i++)
        {
            await AssertGetAsync(app, "old", "near", Path);
        }

        Assert.Equal(3, Handler.Runs);
        Handler.Open();
        await Clock.AdvanceUntilAsync(TimeSpan.FromMilliseconds(10), () => Verifications == 1, "the hit is verified");
        await AssertGetAsync(app, "old", "near", Payments);
        Assert.Equal(3, Handler.Runs);
    }

    [Fact]
    public async Task Hit_NotAskedFor_IsNotVerified()
    {
        await using var app = await StartAsync(oneIn: 0);
        await FillAsync(app, "old");
        _row = "new";

        for (var i = 0; i < 100; i++)
        {
            await AssertGetAsync(app, "old", path: Payments);
        }

        Assert.Equal(1, Handler.Runs);
        Assert.Equal(0, _meters["tasker.cache.replays"]);
    }

    [Fact]
    public async Task Hit_ReplayIsMarked_SoThatTheHandlerCanTell()
    {
        var reasons = new System.Collections.Concurrent.ConcurrentQueue<CacheReplayReason?>();
        Handler.Behaviour = (context, _) =>
        {
            reasons.Enqueue(context.Features.Get<ICacheReplayFeature>()?.Reason);
            return Task.FromResult(Results.Text("old"));
        };
        await using var app = await StartAsync();
        await FillAsync(app, "old");

        await VerifyAsync(app, "old");

        Assert.Equal([null, CacheReplayReason.Verify], reasons);
        Assert.Equal(5, StaleHitSampler.Grace.TotalSeconds);
    }
}
