namespace Tasker.OutputCache.Tiers;

/// <summary>What an entry is good for at a moment.</summary>
internal enum Freshness
{
    /// <summary>Nothing: it is void, or past every window.</summary>
    Useless,

    /// <summary>To be served.</summary>
    Fresh,

    /// <summary>To be served at once, as stale, while it is computed anew behind.</summary>
    WhileRevalidate,

    /// <summary>To be served if computing it anew fails or takes too long.</summary>
    IfError,
}
