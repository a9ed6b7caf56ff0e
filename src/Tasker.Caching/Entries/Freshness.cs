namespace Tasker.Caching.Entries;

/// <summary>What an entry is good for at a moment.</summary>
internal enum Freshness
{
    /// <summary>Nothing: it is void, or past every window.</summary>
    Expired,

    /// <summary>To be served.</summary>
    Fresh,

    /// <summary>To be served at once, as stale, while it is computed again in the background.</summary>
    StaleWhileRevalidate,

    /// <summary>To be served if computing it again fails or takes too long.</summary>
    StaleIfError,
}
