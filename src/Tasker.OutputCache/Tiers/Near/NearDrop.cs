namespace Tasker.OutputCache.Tiers;

/// <summary>Why the near tier let an entry go.</summary>
internal enum NearDrop
{
    /// <summary>There was no room for it beside newer or hotter ones.</summary>
    Capacity,

    /// <summary>Its time had passed.</summary>
    Expired,

    /// <summary>An eviction had made it void.</summary>
    Void,

    /// <summary>Somebody asked for that.</summary>
    Removed,
}
