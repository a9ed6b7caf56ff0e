using Tasker.OutputCache;

namespace Tasker.Caching.Transactions;

/// <summary>For packages that see transactions: keeps the cache out of the way until a transaction ends. Evict by <see cref="ICacheEvictor"/> after the commit.</summary>
public interface ICacheTransactions
{
    /// <summary>Notes a transaction.</summary>
    /// <returns>The transaction. Nothing happens until it names tags.</returns>
    IOpenTransaction Begin();

    /// <summary>Evicts tags once more, a while from now. It never throws, and does not wait.</summary>
    /// <param name="tags">The tags.</param>
    /// <param name="mode">Whether the entries become void or only stale.</param>
    /// <param name="after">When, from now. Zero does nothing.</param>
    void EvictAgain(IReadOnlyCollection<CacheTag> tags, EvictionMode mode, TimeSpan after);
}
