using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.Caching.Backends.Memory;
using Tasker.Caching.Engine;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Fakes;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.Tests.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Diagnostics.Guards;

/// <summary>What loggers, meters and subscribers throw ends nothing: the node goes on following the log, and answers right.</summary>
public sealed class ThrowingListenersTests : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly InMemoryEvictionLog _shared = new(TimeProvider.System, TimeSpan.FromHours(2));
    private readonly FakeEvictionLog _log;
    private WebApplication? _app;
    private int _version;

    public ThrowingListenersTests()
    {
        _log = new FakeEvictionLog(_shared);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private EvictionFollower Follower => _app!.Services.GetRequiredService<EvictionFollower>();

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Logger_Throws_NodeGoesOnFollowing(bool ownMiddleware, bool once)
    {
        var caught = CaughtErrors.Of(CaughtErrors.Logger);
        using var logs = new ThrowingLoggerProvider(once);
        await StartAsync(ownMiddleware, logs);

        await AssertSurvivesAsync();

        // The lines that a following ends with, of old, and those of a refused eviction and a journal.
        Assert.Contains(104, logs.Thrown);
        Assert.Contains(110, logs.Thrown);
        Assert.Contains(101, logs.Thrown);
        Assert.True(CaughtErrors.Of(CaughtErrors.Logger) >= caught + logs.Thrown.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MeterListener_Throws_NodeGoesOnFollowing(bool ownMiddleware)
    {
        var caught = CaughtErrors.Of(CaughtErrors.Meter);
        await StartAsync(ownMiddleware);
        var meter = _app!.Services.GetRequiredService<CacheMetrics>().Meter;
        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => Listen(instrument, self, meter) };
        listener.SetMeasurementEventCallback<long>(static (_, _, _, _) => throw new InvalidOperationException("The listener throws on purpose."));
        listener.SetMeasurementEventCallback<double>(static (_, _, _, _) => throw new InvalidOperationException("The listener throws on purpose."));
        listener.Start();

        await AssertSurvivesAsync();

        Assert.True(CaughtErrors.Of(CaughtErrors.Meter) > caught);
    }

    private static void Listen(Instrument instrument, MeterListener listener, Meter meter)
    {
        if (ReferenceEquals(instrument.Meter, meter) && !instrument.IsObservable)
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Subscriber_Throws_NodeGoesOnFollowing(bool ownMiddleware)
    {
        var caught = CaughtErrors.Of(CaughtErrors.Subscriber);

        // In front of the node's own, which would not hear of anything any more.
        _shared.Appended += static _ => throw new InvalidOperationException("A subscriber throws on purpose.");
        _shared.Interrupted += static () => throw new InvalidOperationException("A subscriber throws on purpose.");
        _log.Exchange(_shared);
        await StartAsync(ownMiddleware);
        var journal = _app!.Services.GetRequiredService<EvictionJournal>();
        Follower.Received += static (_, _) => throw new InvalidOperationException("A subscriber throws on purpose.");
        Follower.MarkerRaised += static _ => throw new InvalidOperationException("A subscriber throws on purpose.");
        journal.MarkerRaised += static _ => throw new InvalidOperationException("A subscriber throws on purpose.");
        journal.Missed += static () => throw new InvalidOperationException("A subscriber throws on purpose.");

        _log.OnAnswer = static record => record with { Raised = MarkerReason.Retention };
        await AssertSurvivesAsync();

        Assert.True(CaughtErrors.Of(CaughtErrors.Subscriber) > caught);
    }

    [Fact]
    public async Task Status_AfterCaughtErrors_TellsOfThem()
    {
        using var logs = new ThrowingLoggerProvider();
        await StartAsync(ownMiddleware: true, logs);
        await _app!.Services.GetRequiredService<ICacheEvictor>().EvictAsync([null!], Token);

        var status = await _app.GetTestClient().GetStringAsync("http://localhost/api/admin/cache/status", Token);

        using var document = JsonDocument.Parse(status);
        Assert.NotEqual(0, document.RootElement.GetProperty("caughtErrors").GetInt64());
        Assert.Contains("Exception", document.RootElement.GetProperty("lastCaughtError").GetString(), StringComparison.Ordinal);
    }

    // An outage and its end, evictions of this node and of another, strict and bounded answers.
    private async Task AssertSurvivesAsync()
    {
        var client = _app!.GetTestClient();
        foreach (var path in new[] { "/bounded", "/strict" })
        {
            Assert.Equal("0", await client.GetStringAsync(path, Token));
        }

        _log.Reads.Shape = Breakage.Throws;
        _log.Appends.Shape = Breakage.Throws;
        await Eventually.Async(() => !Follower.IsAttached, Deadline, "the node is detached", Token);
        var evictor = _app!.Services.GetRequiredService<ICacheEvictor>();
        Assert.Equal(EvictionResult.Journaled, await evictor.EvictAsync(["own"], Token));
        Assert.Equal(EvictionResult.Refused, await evictor.EvictAsync([null!], Token));
        using (var strict = await client.GetAsync("/strict", Token))
        {
            // It can't be verified: a miss, and no error.
            Assert.Equal(HttpStatusCode.OK, strict.StatusCode);
        }

        _log.Reads.Shape = Breakage.None;
        _log.Appends.Shape = Breakage.None;
        await Eventually.Async(() => Follower.IsAttached, Deadline, "the node is attached again", Token);
        Assert.Equal(EvictionResult.Confirmed, await evictor.EvictAsync(["own"], Token));

        for (var round = 1; round <= 3; round++)
        {
            _version = round;

            // Another node's.
            await _shared.AppendAsync(["bounded", "strict"], null, 0, Token);
            Assert.Equal($"{round}", await client.GetStringAsync("/strict", Token));
            await Eventually.Async(async token => await client.GetStringAsync("/bounded", token) == $"{round}", Deadline, "the eviction has arrived", Token);
        }

        await Eventually.Async(() => Follower.IsAttached && Follower.Failing is null, Deadline, "the node is attached", Token);
    }

    private async Task StartAsync(bool ownMiddleware, ILoggerProvider? logs = null)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        if (logs is not null)
        {
            builder.Logging.AddProvider(logs).SetMinimumLevel(LogLevel.Debug);
        }

        builder.Services.AddSingleton<ICacheBackendProvider>(new TestBackend(_log, new SharedTier()));
        builder.Services.AddTaskerOutputCache(new ConfigurationBuilder().Build(), static options =>
        {
            options.Backend = "redis";
            options.Resources["bounded"] = new CacheResourceOptions { ServeWhenDetached = false };
            options.Resources["strict"] = new CacheResourceOptions { Consistency = CacheConsistency.Strict };
        });
        _app = builder.Build();
        if (ownMiddleware)
        {
            _app.UseTaskerOutputCache();
        }
        else
        {
            _app.UseOutputCache();
        }

        _app.MapGet("/bounded", () => $"{_version}").CacheResource("bounded", "one");
        _app.MapGet("/strict", () => $"{_version}").CacheResource("strict", "one");
        _app.MapTaskerCache("/api/admin/cache").AllowAnonymous();
        await _app.StartAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync(CancellationToken.None);
            await _app.DisposeAsync();
        }
    }
}
