using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Evictions;

namespace Tasker.OutputCache.Tiers;

/// <summary>One request for a response or an object, on its way through the tiers.</summary>
internal abstract class CacheWork
{
    private TagSlots? _knownSlots;
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

    /// <summary>Gets the tags that are known before the handler runs.</summary>
    public abstract IReadOnlyList<string> KnownTags { get; }

    /// <summary>Gets what the tags are made of: entries of the shared tier with another schema are not understood.</summary>
    public virtual string Schema => string.Empty;

    /// <summary>Gets what reads the content that the far tier returns.</summary>
    public abstract ContentReader Reader { get; }

    /// <summary>Takes the lead of a computation.</summary>
    public void Lead(Flight flight) => _flight = flight;

    /// <summary>Gives up the lead. Of all the ways in which a request can end, only the first gets the flight.</summary>
    public Flight? TakeFlight() => Interlocked.Exchange(ref _flight, null);

    public TagSlots KnownSlots(EvictionView view) => _knownSlots ??= TagSlots.Of(view, KnownTags);
}
