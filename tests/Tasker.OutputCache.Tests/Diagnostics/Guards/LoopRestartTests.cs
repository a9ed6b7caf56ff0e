using Microsoft.Extensions.Logging.Abstractions;
using Tasker.Caching;
using Tasker.Caching.Backends.Memory;
using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.Following;
using Tasker.Caching.Guards;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Fakes;
using Xunit;

namespace Tasker.OutputCache.Tests.Diagnostics.Guards;

/// <summary>What nobody foresaw, here a clock that throws, ends neither the following of the log nor the journal.</summary>
public sealed class LoopRestartTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly FlakyClock _clock = new();
    private readonly InMemoryEvictionLog _shared = new(TimeProvider.System, TimeSpan.FromHours(2));
    private readonly FakeEvictionLog _log;
    private readonly EvictionView _view = new();
    private readonly BackgroundLoop _journalLoop;
    private readonly BackgroundLoop _followingLoop;
    private readonly EvictionJournal _journal;
    private readonly EvictionFollower _follower;

    public LoopRestartTests()
    {
        _log = new FakeEvictionLog(_shared) { Messages = MessageFlow.Lost };
        _journalLoop = new BackgroundLoop(LoopNames.Journal, TimeProvider.System, NullLogger.Instance);
        _followingLoop = new BackgroundLoop(LoopNames.Following, TimeProvider.System, NullLogger.Instance);
        var settings = new CacheSettingsSource(CacheSettings.Of(new TaskerCachingOptions()) with { CatchUpInterval = TimeSpan.FromMilliseconds(20), GatherTime = TimeSpan.Zero });
        _journal = new EvictionJournal(_view, _log, settings, _clock, NullLogger<EvictionJournal>.Instance, _journalLoop);
        _follower = new EvictionFollower(_view, _journal, new FollowedLog("redis", _log, false), settings, _clock, NullLogger<EvictionFollower>.Instance, _followingLoop);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Follower_LoopFails_GoesOnFollowing()
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = _follower.RunAsync(stopping.Token);
        await Eventually.Async(() => _follower.IsAttached, Deadline, "the node is attached", Token);
        _clock.Failures = 2;
        await Eventually.Async(() => _followingLoop.Restarts == 2, Deadline, "the loop has failed twice", Token);

        var record = await _shared.AppendAsync(["a"], null, 0, Token);

        await Eventually.Async(() => _view.Now.Horizon >= record.Sequence, Deadline, "the eviction has arrived", Token);
        await stopping.CancelAsync();
        await running.WaitAsync(Deadline, Token);
    }

    [Fact]
    public async Task Journal_PumpFails_AppendsAllTheSame()
    {
        await _follower.CatchUpAsync();
        _log.Appends.Shape = Breakage.Throws;
        _clock.FailsShortTimers = true;
        Assert.Equal(EvictionResult.Journaled, await _journal.EvictAsync(["a"], Token));
        await Eventually.Async(() => _journalLoop.Restarts > 0, Deadline, "the pump has failed", Token);

        _clock.FailsShortTimers = false;
        _log.Appends.Shape = Breakage.None;

        await Eventually.Async(() => _journal.Count == 0, Deadline, "the journal is empty", Token);
        Assert.Equal(["a"], (await _shared.ReadSinceAsync(default, Token)).Evictions.Select(static eviction => eviction.Tag));
        Assert.Equal(EvictionResult.Confirmed, await _journal.EvictAsync(["b"], Token));
    }

    private sealed class FlakyClock : TimeProvider
    {
        // The first pause of the journal is 50 ms; who waits for it waits longer.
        private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(60);

        private int _failures;

        /// <summary>Sets how many timers are refused.</summary>
        public int Failures
        {
            set => Volatile.Write(ref _failures, value);
        }

        public bool FailsShortTimers { get; set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            Interlocked.Decrement(ref _failures) >= 0 || (FailsShortTimers && dueTime < Short)
                ? throw new InvalidOperationException("The clock throws on purpose.")
                : System.CreateTimer(callback, state, dueTime, period);
    }
}
