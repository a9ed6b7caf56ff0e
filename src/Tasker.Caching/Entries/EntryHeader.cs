using Tasker.Caching.Engine;

namespace Tasker.Caching.Entries;

/// <summary>What an entry of the far tier says about itself.</summary>
internal sealed record EntryHeader
{
    /// <summary>The generation of the eviction log in which the computation began.</summary>
    public required string Generation { get; init; }

    /// <summary>The place in the eviction log at which the computation began.</summary>
    public required long Horizon { get; init; }

    /// <summary>The full key, compared on reading: a hashed key must not bring another key's entry.</summary>
    public required string Key { get; init; }

    /// <summary>What the key means to the process that wrote the entry. Another build may mean something else by the same text.</summary>
    public required string Shape { get; init; }

    /// <summary>When the entry was computed, in the clock of the log's server.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Until when it is fresh, in the clock of the log's server.</summary>
    public required DateTimeOffset FreshUntil { get; init; }

    /// <summary>What its tags were made of. A node that makes them of something else judges them coarsely.</summary>
    public required IReadOnlyList<ResourceSet> Sets { get; init; }

    /// <summary>The tags that make it void.</summary>
    public required IReadOnlyList<string> Tags { get; init; }
}
