using System.Data.Common;

namespace Tasker.Caching;

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

    /// <summary>Evicts everything that carries one of the tags, with a transaction: if, and as soon as, it commits.</summary>
    /// <param name="tags">The tags. A string is a tag; <see cref="CacheTag.For"/> names a resource and its dimensions.</param>
    /// <param name="transaction">The transaction that changes the data, in the database that has the eviction log.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// <see cref="EvictionResult.Confirmed"/>: in force with the commit. Until this node has seen the end of the transaction, the current request neither reads nor fills what carries the tags.
    /// </returns>
    /// <remarks>Nothing can be lost between the commit and the eviction: they are one. So nothing is journaled, and an eviction that can't be written throws.</remarks>
    /// <exception cref="InvalidOperationException">The eviction log is not in the database of the transaction.</exception>
    /// <exception cref="DbException">The eviction could not be written. Roll the transaction back.</exception>
    /// <exception cref="NotSupportedException">This evictor knows no transactions.</exception>
    ValueTask<EvictionResult> EvictAsync(IReadOnlyCollection<CacheTag> tags, DbTransaction transaction, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("This evictor knows no transactions.");

    /// <summary>Evicts every response and object, of every resource.</summary>
    /// <param name="cancellationToken">Ends the wait for the shared log. The eviction itself is not undone.</param>
    /// <returns>Whether the shared log has taken the eviction.</returns>
    ValueTask<EvictionResult> EvictEverythingAsync(CancellationToken cancellationToken = default);
}
