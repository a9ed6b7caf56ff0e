using Tasker.Caching;
using Tasker.Caching.Guards;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Fakes;
using Xunit;

namespace Tasker.OutputCache.Tests.Tiers;

/// <summary>Two nodes over one log and one far tier.</summary>
public abstract class EngineTests : IAsyncLifetime
{
    internal static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    internal static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private readonly FakeFarStore _store;

    protected EngineTests()
    {
        Log = new LosableEvictionLog(Clock, TimeSpan.FromHours(2));
        _store = new FakeFarStore(Clock);
        A = NewNode();
        B = NewNode();
    }

    internal ManualClock Clock { get; } = new();

    internal LosableEvictionLog Log { get; }

    internal EngineNode A { get; }

    internal EngineNode B { get; }

    internal static CancellationToken Token => TestContext.Current.CancellationToken;

    internal EngineNode NewNode(Action<TaskerCachingOptions>? configure = null, EngineEnvironment? environment = null) => new(Clock, Log, _store, configure, environment);

    public async ValueTask InitializeAsync()
    {
        await A.Evictions.AttachAsync();
        await B.Evictions.AttachAsync();
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }

    internal static Task WaitForAsync(Func<bool> condition, string description) => Eventually.Async(condition, Deadline, description, Token);

    /// <summary>Moves the clock, and keeps both nodes attached meanwhile.</summary>
    internal async Task AdvanceAsync(TimeSpan time)
    {
        for (var left = time; left > TimeSpan.Zero; left -= TimeSpan.FromSeconds(1))
        {
            Clock.Advance(left < TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1));
            await A.Evictions.Follower.CatchUpAsync();
            await B.Evictions.Follower.CatchUpAsync();
        }
    }

    /// <summary>Moves the clock in steps until something has happened, and keeps both nodes attached meanwhile.</summary>
    internal Task AdvanceUntilAsync(TimeSpan step, Func<bool> condition, string description) => Clock.AdvanceUntilAsync(
        step,
        () =>
        {
            _ = A.Evictions.Follower.CatchUpAsync();
            _ = B.Evictions.Follower.CatchUpAsync();
            return condition();
        },
        description);

    internal async Task FillFromAsync(EngineNode node, string value)
    {
        var fills = node.Far.Fills.Calls;
        Assert.Equal(value, await node.GetAsync(value));
        await WaitForAsync(() => node.Far.Fills.Calls > fills && node.Far.Peek("k") is not null && !node.Far.IsLeased("k"), "the far tier is filled");
    }
}
