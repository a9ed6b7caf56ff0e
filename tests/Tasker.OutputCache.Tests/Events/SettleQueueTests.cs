using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.Caching.Events;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Fakes;
using Tasker.OutputCache.TestUtilities.Logging;
using Xunit;

namespace Tasker.OutputCache.Tests.Events;

/// <summary>The end of a host and second evictions that are under way, which no whole host can be stopped at.</summary>
public sealed class SettleQueueTests : IDisposable
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(4);

    private readonly ManualClock _clock = new();
    private readonly CountingMeters _meters = new();
    private readonly CollectingLoggerProvider _lines = new();
    private readonly ModalEvictor _evictor = new();
    private readonly LoggerFactory _loggers;
    private readonly EventMetrics _metrics;
    private readonly SettleQueue _queue;

    public SettleQueueTests()
    {
        _loggers = new LoggerFactory([_lines]);
        _metrics = new EventMetrics(_meters);
        _queue = new SettleQueue(_evictor, _metrics, _clock, _loggers.CreateLogger<SettleQueue>());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _queue.Dispose();
        _metrics.Dispose();
        _loggers.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public async Task Drain_EvictionsUnderWay_WaitsForTheLastOfThem()
    {
        var hard = _evictor.Hold(EvictionMode.Hard);
        var soft = _evictor.Hold(EvictionMode.Soft);
        _queue.Add(["a"], EvictionMode.Hard, Settle);
        _queue.Add(["b"], EvictionMode.Soft, Settle * 2);
        _clock.Advance(Settle * 3);
        Assert.Equal(2, _evictor.Calls.Count);

        var draining = _queue.DrainAsync(TimeSpan.FromMinutes(1), Token);
        Assert.False(draining.IsCompleted);
        hard.SetResult(EvictionResult.Confirmed);
        await Assert.ThrowsAsync<TimeoutException>(() => draining.WaitAsync(TimeSpan.FromMilliseconds(50), Token));
        soft.SetResult(EvictionResult.Confirmed);

        await draining.WaitAsync(TimeSpan.FromSeconds(60), Token);
        Assert.Empty(_lines.Entries);
    }

    [Fact]
    public async Task Drain_HostMayWaitNoLonger_EvictsEarlyAndSaysSo()
    {
        _queue.Add(["a", "b"], EvictionMode.Hard, Settle);

        await _queue.DrainAsync(TimeSpan.FromMinutes(1), new CancellationToken(canceled: true));

        Assert.Equal(["a", "b"], Assert.Single(_evictor.Calls).Tags.Order(StringComparer.Ordinal));
        Assert.Equal(706, Assert.Single(_lines.Entries).EventId.Id);
        _clock.Advance(Settle * 2);
        Assert.Single(_evictor.Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Drain_EvictorThrew_NeitherWaitsNorLosesTheOtherEvictions(bool atOnce)
    {
        if (atOnce)
        {
            _evictor.Throwing = EvictionMode.Hard;
        }
        else
        {
            _evictor.Hold(EvictionMode.Hard).SetException(new InvalidOperationException("broken on purpose"));
        }

        _queue.Add(["a"], EvictionMode.Hard, Settle);
        _queue.Add(["b"], EvictionMode.Soft, Settle);

        _clock.Advance(Settle * 2);

        Assert.Equal([EvictionMode.Hard, EvictionMode.Soft], _evictor.Calls.Select(static call => call.Mode));
        Assert.True(_queue.DrainAsync(TimeSpan.FromMinutes(1), Token).IsCompletedSuccessfully);
        var line = Assert.Single(_lines.Entries);
        Assert.Equal((707, LogLevel.Error), (line.EventId.Id, line.Level));
        Assert.IsType<InvalidOperationException>(line.Exception);
        Assert.Equal(1, _meters["tasker.cache.events.settled"]);
    }

    [Fact]
    public async Task Drain_EvictorThrowsEarly_EndsAndEvictsTheRest()
    {
        _evictor.Throwing = EvictionMode.Hard;
        _queue.Add(["a"], EvictionMode.Hard, Settle);
        _queue.Add(["b"], EvictionMode.Soft, Settle);

        await _queue.DrainAsync(TimeSpan.FromMinutes(1), new CancellationToken(canceled: true));

        Assert.Equal([EvictionMode.Hard, EvictionMode.Soft], _evictor.Calls.Select(static call => call.Mode));
        Assert.Equal([706, 707], _lines.Entries.Select(static line => line.EventId.Id));
    }

    [Fact]
    public async Task Drain_EvictorNeverAnswers_EndsAllTheSame()
    {
        _evictor.Hold(EvictionMode.Hard);
        _queue.Add(["a"], EvictionMode.Hard, Settle);

        var draining = _queue.DrainAsync(Settle / 2, Token);
        await _clock.AdvanceUntilAsync(TimeSpan.FromMilliseconds(100), () => draining.IsCompleted, "the host has stopped");

        await draining;
        Assert.Single(_evictor.Calls);
        Assert.Equal([706, 707], _lines.Entries.Select(static line => line.EventId.Id));
        Assert.IsType<TimeoutException>(_lines.Entries[^1].Exception);
    }
}
