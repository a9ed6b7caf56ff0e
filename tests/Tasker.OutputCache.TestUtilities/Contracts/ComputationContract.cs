using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.Caching.Entries;
using Tasker.Caching.Evictions.View;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.TestUtilities.Fakes;
using Xunit;

namespace Tasker.OutputCache.TestUtilities.Contracts;

/// <summary>What a computation owes over every back end: however it ends, its lease goes back once, and nobody who waits is lost.</summary>
public abstract class ComputationContract : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly string _tag = $"t{Guid.NewGuid():N}";
    private ObjectNode? _node;
    private LeaseLedger? _tier;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Key => $"computation:{_tag}";

    private ObjectNode Node => _node!;

    private LeaseLedger Tier => _tier!;

    /// <summary>Starts a node over the back end.</summary>
    /// <param name="registered">To be called when the back end is registered.</param>
    /// <param name="options">Changes the options.</param>
    protected abstract Task<ObjectNode> OpenAsync(Action<TaskerOutputCacheBuilder> registered, Action<TaskerCachingOptions> options);

    public async ValueTask InitializeAsync()
    {
        _node = await OpenAsync(cache => LedgerProvider.Wrap(cache.Services, ledger => _tier = ledger), static options =>
        {
            // A busy machine must not look like a broken back end.
            options.OperationTimeout = TimeSpan.FromSeconds(10);
            options.Evictions.StalenessBound = TimeSpan.FromSeconds(30);
        });
        await Eventually.Async(() => _node.Services.GetRequiredService<FarAccess>().IsOpen, Deadline, "the node is attached", Token);
    }

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    protected virtual ValueTask CloseAsync() => default;

    [Theory]
    [InlineData(ComputationEnd.Stored)]
    [InlineData(ComputationEnd.Evicted)]
    [InlineData(ComputationEnd.Dropped)]
    [InlineData(ComputationEnd.NotCacheable)]
    [InlineData(ComputationEnd.Failed)]
    [InlineData(ComputationEnd.FailedForAll)]
    [InlineData(ComputationEnd.FailedWithFallback)]
    [InlineData(ComputationEnd.Disposed)]
    [InlineData(ComputationEnd.Found)]
    public async Task End_HoldsTheLease_GivesItBackOnce(ComputationEnd end)
    {
        var computation = await LeadAsync();
        var token = Assert.Single(Tier.Granted);

        await EndAsync(computation, end);
        await Eventually.Async(() => Tier.Returned.Count > 0, Deadline, "the lease is given back", Token);

        // Whatever else it is told: it has ended.
        computation.Fail();
        computation.NotCacheable();
        computation.Fail(new InvalidOperationException("Too late."));
        computation.Dispose();
        Assert.False(computation.Leads);
        Assert.Equal(0, Node.Engine.Flights);
        Assert.Equal(end != ComputationEnd.NotCacheable, await Tier.TryLeaseAsync(Key, new FarLease("next", Minute), Token));
        await SettleAsync();
        Assert.Equal([token], Tier.Returned);
    }

    [Fact]
    public async Task Dispose_OthersWait_OneTakesOverWithTheLeaseOfTheFirst()
    {
        var leader = await LeadAsync();
        var waiters = await JoinAsync(10);

        leader.Dispose();

        var first = await (await Task.WhenAny(waiters)).WaitAsync(Deadline, Token);
        Assert.True(first.Computation is { Leads: true });
        Assert.Equal(9, Node.Engine.Waiting);
        Assert.Empty(Tier.Returned);
        Assert.True(Complete(first.Computation, "v"));
        var results = await Task.WhenAll(waiters).WaitAsync(Deadline, Token);
        Assert.Equal(9, results.Count(static result => result is { Outcome: CacheOutcome.Collapsed, Computation: null } && TextOf(result) == "v"));
        await Eventually.Async(() => Tier.Returned.Count > 0, Deadline, "the lease is given back", Token);
        Assert.Equal(Tier.Granted, Tier.Returned);
    }

    [Fact]
    public async Task Complete_EvictedAndComputedAgainMeanwhile_TheLeaseStaysWithTheSecond()
    {
        var first = await LeadAsync();
        await EvictAsync();
        var second = await LeadAsync();

        Assert.False(Complete(first, "old"));
        await SettleAsync();

        Assert.Empty(Tier.Returned);
        Assert.False(await Tier.TryLeaseAsync(Key, new FarLease("another", Minute), Token));
        Assert.True(Complete(second, "new"));
        await Eventually.Async(() => Tier.Returned.Count > 0, Deadline, "the lease is given back", Token);
        Assert.Equal(Assert.Single(Tier.Granted), Assert.Single(Tier.Returned));
    }

    [Fact]
    public async Task Fail_ThreeTimes_LetsAllGoAndGivesTheLeaseBackOnce()
    {
        var leader = await LeadAsync();
        var waiters = await JoinAsync(6);

        for (var failures = 1; failures <= 3; failures++)
        {
            leader.Fail();
            var ended = failures < 3 ? failures : waiters.Length;
            await Eventually.Async(() => waiters.Count(static waiter => waiter.IsCompleted) == ended, Deadline, "the next one leads", Token);
            leader = waiters.Select(static waiter => waiter.IsCompleted ? waiter.Result.Computation : null).FirstOrDefault(static next => next is { Leads: true }) ?? leader;
        }

        Assert.All(await Task.WhenAll(waiters), static result => Assert.Null(result.Entry));
        await Eventually.Async(() => Tier.Returned.Count > 0, Deadline, "the lease is given back", Token);
        await SettleAsync();
        Assert.Equal(Assert.Single(Tier.Granted), Assert.Single(Tier.Returned));
    }

    [Fact]
    public async Task Left_ByACallWhoseCallerHasGone_IsGivenBack()
    {
        Assert.True(await Tier.TryLeaseAsync(Key, new FarLease("left", Minute), Token));

        Tier.Leave(Key, "left");

        await Eventually.Async(() => Tier.Returned.Contains("left"), Deadline, "the lease is given back", Token);
        Assert.True(await Tier.TryLeaseAsync(Key, new FarLease("next", Minute), Token));
    }

    private async Task<Computation> LeadAsync()
    {
        var lookup = await Node.Engine.LookupAsync(NewWork(), Token);
        Assert.Null(lookup.Entry);
        Assert.True(lookup.Computation is { Leads: true });
        return lookup.Computation;
    }

    private async Task<Task<CacheLookup>[]> JoinAsync(int count)
    {
        var waiters = Enumerable.Range(0, count).Select(_ => Node.Engine.LookupAsync(NewWork(), Token).AsTask()).ToArray();
        await Eventually.Async(() => Node.Engine.Waiting == count, Deadline, "all wait", Token);
        return waiters;
    }

    private async Task EndAsync(Computation computation, ComputationEnd end)
    {
        switch (end)
        {
            case ComputationEnd.Stored:
                Assert.True(Complete(computation, "v"));
                break;
            case ComputationEnd.Evicted:
                await EvictAsync();
                Assert.False(Complete(computation, "v"));
                break;
            case ComputationEnd.Dropped:
                var settings = Node.Services.GetRequiredService<CacheSettingsSource>();
                settings.Use(settings.Current with { MaxBytesInFlight = 0 });
                Assert.True(Complete(computation, "v"));
                break;
            case ComputationEnd.NotCacheable:
                computation.NotCacheable();
                break;
            case ComputationEnd.Failed:
                computation.Fail();
                break;
            case ComputationEnd.FailedForAll:
                computation.Fail(new InvalidOperationException("It fails on purpose."));
                break;
            case ComputationEnd.FailedWithFallback:
                computation.Fallback = NewEntry();
                computation.Fail();
                break;
            case ComputationEnd.Disposed:
                computation.Dispose();
                break;
            case ComputationEnd.Found:
                computation.Complete(NewEntry());
                break;
        }
    }

    private async Task EvictAsync() => Assert.Equal(EvictionResult.Confirmed, await Node.Evictor.EvictAsync([CacheTag.FromString(_tag)], Token));

    private bool Complete(Computation computation, string text) =>
        computation.Complete(NewContent(text), computation.Work.Known, new CacheLifetime(Minute, TimeSpan.Zero, TimeSpan.Zero));

    private CachedEntry NewEntry()
    {
        var view = Node.Services.GetRequiredService<EvictionView>();
        var times = new EntryTimes(DateTimeOffset.UtcNow, 0, long.MaxValue, long.MaxValue);
        return new CachedEntry(Key, NewContent("found"), EntryStamp.Computed(view.Now), TagSlots.Of(view, [_tag]), [_tag], times);
    }

    private static StoredResponse NewContent(string text) => new(200, [], Encoding.UTF8.GetBytes(text));

    private static string TextOf(CacheLookup lookup) => Encoding.UTF8.GetString(((StoredResponse)lookup.Entry!.Content).Body.Span);

    // What is begun behind a computation has ended when a lease of another key has made its whole way.
    private async Task SettleAsync()
    {
        var other = Guid.NewGuid().ToString("N");
        Tier.Leave("computation:settled", other);
        await Eventually.Async(() => Tier.Returned.Contains(other), Deadline, "another lease is given back", Token);
        Tier.Forget(other);
    }

    private Work NewWork() => new(Key, _tag, Node.Services.GetRequiredService<ResourceCatalog>().Get("analytics"));

    private sealed class Work(string key, string tag, ResourceSettings settings) : CacheOperation(key, settings)
    {
        public override EntryTags Known { get; } = new([tag]);

        public override ContentReader Reader => static payload => StoredResponse.Read(payload);
    }
}
