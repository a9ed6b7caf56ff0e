using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Evictions;

namespace Tasker.OutputCache.Tiers;

/// <summary>One request for a response or an object, on its way through the tiers.</summary>
internal abstract class CacheWork
{
    private TagSlots? _knownSlots;
    private IReadOnlyList<string>? _judgedTags;

    protected CacheWork(string key, ResourceSettings settings)
    {
        Key = key;
        Settings = settings;
    }

    public string Key { get; }

    public ResourceSettings Settings { get; }

    /// <summary>Gets or sets which tiers the request reads and writes.</summary>
    public TierUse Tiers { get; set; } = TierUse.All;

    /// <summary>Gets how long an entry stays in this process's memory at most, if not as long as anywhere.</summary>
    public TimeSpan? NearLife { get; init; }

    /// <summary>Gets what a request must have in common with this one to join it.</summary>
    public FlightKey FlightKey => new(Key, Uses(TierUse.ReadFar));

    public bool Uses(TierUse use) => (Tiers & use) == use;

    /// <summary>Gets the tags that are known before the handler runs.</summary>
    public abstract EntryTags Known { get; }

    public IReadOnlyList<string> KnownTags => Known.Names;

    /// <summary>Gets what the key means: an entry of the shared tier with another shape is another build's, for something else.</summary>
    public virtual string Shape => string.Empty;

    /// <summary>Gets what reads the content that the far tier returns.</summary>
    public abstract ContentReader Reader { get; }

    /// <summary>Notes that the caller has to compute what it looked for, from now on.</summary>
    public virtual void BeginComputing(TimeProvider clock)
    {
    }

    /// <summary>Gets a value indicating whether the entry can be computed anew without this request: otherwise nothing is served as stale.</summary>
    public virtual bool CanRefresh => false;

    /// <summary>Prepares a computation anew that goes on when this request has ended.</summary>
    /// <param name="isAwaited">Whether the request waits for it.</param>
    public virtual CacheRefresh CreateRefresh(bool isAwaited) => throw new NotSupportedException();

    /// <summary>Says what an entry is good for at a moment.</summary>
    public Freshness FreshnessOf(CachedEntry entry, long timestamp, EvictionView view, TimeProvider clock)
    {
        var freshness = entry.FreshnessAt(timestamp, view, Timestamps(Settings.StaleWhileRevalidate, clock), Timestamps(Settings.StaleIfError, clock));
        return CanRefresh || freshness == Freshness.Fresh ? freshness : Freshness.Useless;
    }

    private static long Timestamps(TimeSpan time, TimeProvider clock) => (long)(time.TotalSeconds * clock.TimestampFrequency);

    public TagSlots KnownSlots(EvictionView view)
    {
        if (_knownSlots is null)
        {
            _judgedTags = view.Complete(Known);
            _knownSlots = TagSlots.Of(view, _judgedTags);
        }

        return _knownSlots;
    }

    /// <summary>Finds the slots of an entry's tags, which most likely are those that were known before.</summary>
    public TagSlots SlotsOf(EvictionView view, IReadOnlyList<string> tags) =>
        _knownSlots is { } known && ReferenceEquals(tags, _judgedTags) ? known : TagSlots.Of(view, tags);
}
