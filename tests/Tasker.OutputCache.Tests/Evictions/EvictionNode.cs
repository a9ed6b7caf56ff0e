using Tasker.Caching;
using Tasker.Caching.Backends.Memory;
using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.Following;
using Tasker.Caching.Evictions.View;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Fakes;
using Tasker.OutputCache.TestUtilities.Logging;
using Xunit;

namespace Tasker.OutputCache.Tests.Evictions;

/// <summary>What a node knows of evictions: view, journal and follower over a log that can be broken.</summary>
internal sealed class EvictionNode
{
    /// <param name="clock">The clock.</param>
    /// <param name="shared">The log.</param>
    /// <param name="slots">With few, tags that are not the same share one by chance, as hashes have it in this process: an eviction of one is one of the other.</param>
    /// <param name="tags">What expands tags.</param>
    /// <param name="settings">The settings; by default those of a host that is not configured, but that no eviction is gathered.</param>
    public EvictionNode(ManualClock clock, IEvictionLog shared, int slots = EvictionView.DefaultSlots, ResourceTags? tags = null, CacheSettingsSource? settings = null)
    {
        Settings = settings ?? new CacheSettingsSource(CacheSettings.Of(new TaskerCachingOptions()) with { GatherTime = TimeSpan.Zero });
        Clock = clock;
        Log = new FakeEvictionLog(shared);
        View = new EvictionView(slots, tags);
        Journal = new EvictionJournal(View, Log, Settings, clock, JournalLines);
        Follower = new EvictionFollower(View, Journal, new FollowedLog("fake", Log, IsLocal: false), Settings, clock, FollowerLines);
    }

    public EvictionNode()
        : this(new ManualClock())
    {
    }

    private EvictionNode(ManualClock clock)
        : this(clock, new InMemoryEvictionLog(clock, TimeSpan.FromHours(2)))
    {
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public ManualClock Clock { get; }

    public CacheSettingsSource Settings { get; }

    public FakeEvictionLog Log { get; }

    public EvictionView View { get; }

    public EvictionJournal Journal { get; }

    public EvictionFollower Follower { get; }

    public CollectingLogger<EvictionJournal> JournalLines { get; } = new();

    public CollectingLogger<EvictionFollower> FollowerLines { get; } = new();

    public static EvictionNode Attached()
    {
        var node = new EvictionNode();
        node.AttachAsync().GetAwaiter().GetResult();
        return node;
    }

    public async Task AttachAsync() => Assert.True(await Follower.CatchUpAsync());

    public Task<EvictionResult> EvictAsync(params string[] tags) => Journal.EvictAsync(tags, Token).AsTask();

    /// <summary>Judges an entry of the near tier that was computed here at a point.</summary>
    public Verdict Near(EvictionPoint stamp, params string[] tags) =>
        View.JudgeNear(new NearStamp(stamp.Tick, stamp.Horizon, IsComputedHere: true), TagSlots.Of(View, tags));

    /// <summary>Judges a far entry that was computed at a point of whichever node.</summary>
    public Verdict Far(EvictionPoint stamp, params string[] tags) => View.JudgeFar(stamp.Generation, stamp.Horizon, TagSlots.Of(View, tags));
}
