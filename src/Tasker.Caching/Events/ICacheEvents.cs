namespace Tasker.Caching;

/// <summary>Takes what has happened in the application, and evicts what the mappings of <see cref="TaskerCachingBuilder.EvictOn"/> name for it.</summary>
/// <remarks>
/// <para>Publish after the commit. The eviction is in force on this node before a call returns its task; the task ends
/// when the shared log has it, or when it is known to be in the journal, after the operation time-out at the latest.</para>
/// <para>No call fails because of the cache or of a mapping, so the task may be left alone: what it evicts is appended all the same.</para>
/// </remarks>
public interface ICacheEvents
{
    /// <summary>Evicts what the event makes void.</summary>
    /// <typeparam name="TEvent">The type under which the event is known here. Its own type, with its bases and interfaces, decides which mappings it has.</typeparam>
    /// <param name="domainEvent">The event.</param>
    /// <param name="cancellationToken">Ends the wait for the shared log. The eviction itself is not undone.</param>
    /// <returns>Whether the shared log has taken the evictions. An event without mappings evicts nothing and is <see cref="EvictionResult.Confirmed"/>.</returns>
    Task<EvictionResult> PublishAsync<TEvent>(TEvent domainEvent, CancellationToken cancellationToken = default)
        where TEvent : notnull;

    /// <summary>Evicts what many events make void, in one eviction: for imports and other work in bulk.</summary>
    /// <typeparam name="TEvent">The type under which the events are known here.</typeparam>
    /// <param name="domainEvents">The events.</param>
    /// <param name="cancellationToken">Ends the wait for the shared log. The evictions themselves are not undone.</param>
    /// <returns>Whether the shared log has taken the evictions.</returns>
    Task<EvictionResult> PublishAllAsync<TEvent>(IEnumerable<TEvent> domainEvents, CancellationToken cancellationToken = default)
        where TEvent : notnull;
}
