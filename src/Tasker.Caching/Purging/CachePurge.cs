namespace Tasker.Caching;

/// <summary>What a cache in front of the host is to purge.</summary>
public sealed record CachePurge
{
    /// <summary>Gets the keys, as responses carry them in <c>Surrogate-Key</c>, <c>Cache-Tag</c> or <c>Cache-Groups</c>; empty if everything is to go.</summary>
    public required IReadOnlyList<string> Keys { get; init; }

    /// <summary>Gets a value indicating whether all responses of the host are to go: nothing tells which of them are void.</summary>
    public bool IsEverything { get; init; }

    /// <summary>Gets a value indicating whether what is purged may be shown as stale while it is fetched again. A cache that can't do that removes it.</summary>
    public bool IsSoft { get; init; }
}
