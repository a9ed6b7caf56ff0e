using Tasker.Caching.Backends.Memory;

namespace Tasker.Caching.Backends;

/// <summary>Where instances share their entries and their evictions.</summary>
/// <param name="Name">The name that the configuration gives it.</param>
/// <param name="Log">The eviction log.</param>
/// <param name="Far">The far tier, or <see langword="null"/> if this process is on its own.</param>
/// <remarks>The cache bounds every call with a time-out, opens a circuit when calls fail, and compresses and checks what it stores. A back end does none of that.</remarks>
public sealed record CacheBackend(string Name, IEvictionLog Log, IFarTier? Far)
{
    /// <summary>Gets a value indicating whether nothing is shared: this process is the only one that evicts.</summary>
    public bool IsLocal => Far is null && Log is InMemoryEvictionLog;

    /// <summary>Gets what is disposed of when the host stops, or a while after another back end has taken the place of this one.</summary>
    public IAsyncDisposable? Owner { get; init; }

    /// <summary>Gets how often the log is read where it has no messages; <see langword="null"/> if what the options say will do.</summary>
    public TimeSpan? PollInterval { get; init; }

    /// <summary>Gets the outbox in a database of the application's, for evictions that commit with the data although the log is elsewhere; <see langword="null"/> if there is none.</summary>
    public IEvictionOutbox? Outbox { get; init; }

    /// <summary>Gets where instances announce themselves to one another; <see langword="null"/> if this back end offers no such place.</summary>
    public ICacheInstances? Instances { get; init; }

    /// <summary>Gets what reads how this back end guarantees less than it could: one sentence for an operator each, empty if it keeps every promise. It is called whenever the state is shown, so it answers from memory.</summary>
    public Func<IReadOnlyList<string>>? Limits { get; init; }
}
