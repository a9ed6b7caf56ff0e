namespace Tasker.OutputCache.Tests.Evictions.Model;

/// <summary>What a model was seen to serve: a protocol that never serves anything is safe and proves nothing.</summary>
[Flags]
internal enum Served
{
    None = 0,
    Near = 1,
    Far = 2,
    Joined = 4,

    /// <summary>Joined, although an eviction after the arrival made the result void for everyone who comes later.</summary>
    JoinedPastEviction = 8,

    /// <summary>As stale, while it is refreshed.</summary>
    Stale = 16,

    /// <summary>Found unchanged, and taken on with a new stamp.</summary>
    Revived = 32,
}
