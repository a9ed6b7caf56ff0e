namespace Tasker.OutputCache;

/// <summary>Makes cached responses and objects void by tag.</summary>
/// <remarks>
/// When a call returns, nothing that was computed before the call began is served by this node any more. No call
/// throws because of a broken cache. The cost does not depend on the number of entries that carry the tag.
/// </remarks>
public interface ICacheEvictor
{
    /// <summary>Evicts everything that carries one of the tags and was computed before now.</summary>
    /// <param name="tags">The tags. A string is a tag; <see cref="CacheTag.For"/> names a resource and its dimensions.</param>
    /// <param name="cancellationToken">Ends the wait for the shared log. The eviction itself is not undone.</param>
    /// <returns>Whether the shared log has taken the eviction.</returns>
    ValueTask<EvictionResult> EvictAsync(IReadOnlyCollection<CacheTag> tags, CancellationToken cancellationToken = default);

    /// <summary>Evicts everything that carries one of the tags and was computed before now.</summary>
    /// <param name="tags">The tags. A string is a tag; <see cref="CacheTag.For"/> names a resource and its dimensions.</param>
    /// <param name="mode">Whether the entries become void or only stale.</param>
    /// <param name="cancellationToken">Ends the wait for the shared log. The eviction itself is not undone.</param>
    /// <returns>Whether the shared log has taken the eviction.</returns>
    ValueTask<EvictionResult> EvictAsync(IReadOnlyCollection<CacheTag> tags, EvictionMode mode, CancellationToken cancellationToken = default);

    /// <summary>Evicts every response and object, of every resource.</summary>
    /// <param name="cancellationToken">Ends the wait for the shared log. The eviction itself is not undone.</param>
    /// <returns>Whether the shared log has taken the eviction.</returns>
    ValueTask<EvictionResult> EvictEverythingAsync(CancellationToken cancellationToken = default);
}
