using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Evictions;

namespace Tasker.OutputCache.Tiers;

/// <summary>One request for a response or an object, on its way through the tiers.</summary>
internal abstract class CacheWork
{
    private TagSlots? _knownSlots;
    private IReadOnlyList<string>? _judgedTags;
    private Flight? _flight;

    protected CacheWork(string key, ResourceSettings settings)
    {
        Key = key;
        Settings = settings;
    }

    public string Key { get; }

    public ResourceSettings Settings { get; }

    /// <summary>Gets or sets the point of the view before the computation began: the stamp of what it will deliver.</summary>
    public EvictionPoint Stamp { get; set; } = EvictionPoint.Unknown;

    /// <summary>Gets a value indicating whether others wait, or may wait, for what this request computes.</summary>
    public bool Leads => _flight is not null;

    /// <summary>Gets or sets a value indicating whether what is computed may be kept. Not so where the view can't be trusted.</summary>
    public bool MayStore { get; set; } = true;

    /// <summary>Gets or sets which tiers the request reads and writes.</summary>
    public TierUse Tiers { get; set; } = TierUse.All;

    /// <summary>Gets how long an entry stays in this process's memory at most, if not as long as anywhere.</summary>
    public TimeSpan? NearLife { get; init; }

    /// <summary>Gets the key under which others join this request. Those who must not be answered from the shared tier join no one who may be.</summary>
    public string FlightKey => Uses(TierUse.ReadFar) ? Key : Key + "\n";

    public bool Uses(TierUse use) => (Tiers & use) == use;

    /// <summary>Gets or sets what takes the computed content in place of the tiers, if it is only to be looked at.</summary>
    public ContentSink? Sink { get; set; }

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

    /// <summary>Takes the lead of a computation.</summary>
    public void Lead(Flight flight) => _flight = flight;

    /// <summary>Gives up the lead. Of all the ways in which a request can end, only the first gets the flight.</summary>
    public Flight? TakeFlight() => Interlocked.Exchange(ref _flight, null);

    /// <summary>Notes that the one who asked has gone, while the computation goes on for those who wait for it.</summary>
    /// <param name="deserted">Called when nobody waits any more.</param>
    public void Leave(Action deserted)
    {
        if (Volatile.Read(ref _flight) is { } flight)
        {
            flight.Leave(deserted);
        }
        else
        {
            deserted();
        }
    }

    /// <summary>Gets or sets what the computation of this request has stored.</summary>
    public CachedEntry? Result { get; set; }

    /// <summary>Gets the entry that those who wait get if this computation fails.</summary>
    public CachedEntry? Fallback { get; init; }

    /// <summary>Gets a value indicating whether the entry can be computed anew without this request: otherwise nothing is served as stale.</summary>
    public virtual bool CanRefresh => false;

    /// <summary>Prepares a computation anew that goes on when this request has ended.</summary>
    /// <param name="stale">The entry that is served meanwhile, or if it fails.</param>
    /// <param name="isAwaited">Whether the request waits for it.</param>
    public virtual CacheRefresh CreateRefresh(CachedEntry stale, bool isAwaited) => throw new NotSupportedException();

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
