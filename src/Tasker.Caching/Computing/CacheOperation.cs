using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Computing;
using Tasker.Caching.Computing.Flights;
using Tasker.Caching.Entries;
using Tasker.Caching.Evictions.View;
using Tasker.Caching.Guards;

namespace Tasker.Caching.Engine;

/// <summary>One request for a response or an object, on its way through the tiers.</summary>
[Experimental(EngineFace.DiagnosticId)]
public abstract class CacheOperation
{
    private TagSlots? _knownSlots;
    private IReadOnlyList<string>? _judgedTags;

    /// <summary>Initializes a new instance of the <see cref="CacheOperation"/> class.</summary>
    /// <param name="key">The key.</param>
    /// <param name="settings">The settings of the resource.</param>
    protected CacheOperation(string key, ResourceSettings settings)
    {
        Key = key;
        Settings = settings;
    }

    /// <summary>Gets the key of the entry.</summary>
    public string Key { get; }

    /// <summary>Gets the settings of the resource.</summary>
    public ResourceSettings Settings { get; }

    /// <summary>Gets or sets why there was nothing to be answered with. It means something for a miss only.</summary>
    public MissReason MissReason { get; internal set; }

    /// <summary>Gets or sets which tiers the request reads and writes.</summary>
    internal TierUse Tiers { get; set; } = TierUse.All;

    /// <summary>Gets how long an entry stays in this process's memory at most, if not as long as anywhere.</summary>
    internal TimeSpan? NearLife { get; init; }

    /// <summary>Gets what a request must have in common with this one to join it.</summary>
    internal FlightKey FlightKey => new(Key, Uses(TierUse.ReadFar));

    internal bool Uses(TierUse use) => (Tiers & use) == use;

    /// <summary>Gets the tags that are known before the handler runs.</summary>
    public abstract EntryTags Known { get; }

    /// <summary>Gets the tags that the request is known to give its response.</summary>
    public IReadOnlyList<string> KnownTags => Known.Names;

    /// <summary>Gets what the key means: an entry of the shared tier with another shape is another build's, for something else.</summary>
    public virtual string Shape => string.Empty;

    /// <summary>Gets what reads the content that the far tier returns.</summary>
    public abstract ContentReader Reader { get; }

    /// <summary>Notes that the caller has to compute what it looked for, from now on.</summary>
    public virtual void BeginComputing(TimeProvider clock)
    {
    }

    /// <summary>Gets a value indicating whether the entry can be computed without this request: otherwise nothing is served stale.</summary>
    public virtual bool CanRefresh => false;

    /// <summary>Prepares a recomputation that goes on when this request has ended.</summary>
    /// <param name="isAwaited">Whether the request waits for it.</param>
    public virtual CacheRefresh CreateRefresh(bool isAwaited) => throw new NotSupportedException();

    /// <summary>Gets a value indicating whether an entry that may not be served any more can be found to be what would be computed now.</summary>
    public virtual bool MayRevive => false;

    /// <summary>Gets the newest entry that was found and may not be served.</summary>
    internal CachedEntry? Held { get; private set; }

    /// <summary>Notes an entry that may not be served, in case that it can be revived.</summary>
    internal void Hold(CachedEntry? entry)
    {
        if (MayRevive && entry is not null && (Held is null || entry.Created > Held.Created))
        {
            Held = entry;
        }
    }

    /// <summary>Finds out whether a content is what would be computed now. Called after the stamp was taken.</summary>
    /// <param name="held">The content of an entry that expired or was evicted, if there is one.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The content to go on with, which no entry has; <see langword="null"/>: compute.</returns>
    public virtual ValueTask<CachedContent?> ValidateAsync(CachedContent? held, TimeProvider clock, CancellationToken cancellationToken) => default;

    /// <summary>Prepares a recomputation that may end with the content that is held: <see cref="Computation.Revive"/>.</summary>
    /// <returns><see langword="null"/> if there is nothing to compare.</returns>
    public virtual CacheRefresh? CreateRevival(CachedContent held) => null;

    /// <summary>Says what an entry is good for at a moment.</summary>
    internal Freshness FreshnessOf(CachedEntry entry, long timestamp, EvictionView view, TimeProvider clock)
    {
        var windows = WindowsOf(entry.Content);
        var freshness = entry.FreshnessAt(timestamp, view, clock.Timestamps(windows.WhileRevalidate), clock.Timestamps(windows.IfError));
        return CanRefresh || freshness == Freshness.Fresh ? freshness : Freshness.Expired;
    }

    /// <summary>Gets for how long a content may be shown after its freshness.</summary>
    internal StaleWindows WindowsOf(CachedContent content) => content.WindowsIn(Settings) ?? Settings.Windows;

    internal TagSlots KnownSlots(EvictionView view)
    {
        if (_knownSlots is null)
        {
            _judgedTags = view.Complete(Known);
            _knownSlots = TagSlots.Of(view, _judgedTags);
        }

        return _knownSlots;
    }

    /// <summary>Finds the slots of an entry's tags, which most likely are those that were known before.</summary>
    internal TagSlots SlotsOf(EvictionView view, IReadOnlyList<string> tags) =>
        _knownSlots is { } known && ReferenceEquals(tags, _judgedTags) ? known : TagSlots.Of(view, tags);
}
