namespace Tasker.Caching;

/// <summary>Says what an eviction does to the entries that it names.</summary>
public enum EvictionMode
{
    /// <summary>The entries are void: they are never served again.</summary>
    Hard,

    /// <summary>The entries are no longer fresh: they may be served as stale while they are computed again.</summary>
    Soft,
}
