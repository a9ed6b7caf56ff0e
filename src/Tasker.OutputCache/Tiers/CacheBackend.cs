using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Evictions;

namespace Tasker.OutputCache.Tiers;

/// <summary>Where a node shares its entries and its evictions.</summary>
/// <param name="Name">The name that configuration gives it.</param>
/// <param name="Log">The eviction log.</param>
/// <param name="Far">The far tier, or <see langword="null"/> if this process is on its own.</param>
public sealed record CacheBackend(string Name, IEvictionLog Log, IFarTier? Far)
{
    /// <summary>Gets a value indicating whether nothing is shared: this process is the only one that evicts.</summary>
    public bool IsLocal => Far is null && Log is InMemoryEvictionLog;

    /// <summary>Gets what is disposed of when another back end has taken the place of this one.</summary>
    internal IAsyncDisposable? Owner { get; init; }

    /// <summary>Gets how often the log is read where it has no messages; <see langword="null"/> if what the options say will do.</summary>
    public TimeSpan? PollInterval { get; init; }

    /// <summary>Gets what reads how this back end guarantees less than it could: one sentence for an operator each, empty if it keeps every promise. Asked whenever somebody looks, so it answers from memory.</summary>
    public Func<IReadOnlyList<string>>? Limits { get; init; }

    internal FollowedLog Followed => new(Name, Log, IsLocal, PollInterval, Limits);

    /// <summary>Makes the back end of a process that is on its own.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="retention">How long its log remembers.</param>
    /// <param name="known">The highest sequence that the process has seen.</param>
    internal static CacheBackend InMemory(TimeProvider clock, TimeSpan retention, long known = 0) =>
        new(BackendNames.Memory, new InMemoryEvictionLog(clock, retention, known: known), Far: null);
}
