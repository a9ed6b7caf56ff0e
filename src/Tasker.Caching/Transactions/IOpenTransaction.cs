namespace Tasker.Caching.Transactions;

/// <summary>A transaction that has changed what cached responses were computed from, and is still open.</summary>
/// <remarks>
/// The requests that take part see their own changes, and no other request does yet. So they neither read from the cache what these tags cover, nor store it: it would be
/// wrong if the transaction is rolled back.
/// </remarks>
public interface IOpenTransaction
{
    /// <summary>Gets a value indicating whether the transaction has ended.</summary>
    bool IsOver { get; }

    /// <summary>Names tags that will be evicted with the commit, and makes the current request one that takes part.</summary>
    /// <param name="tags">The tags.</param>
    void WillEvict(IEnumerable<CacheTag> tags);

    /// <summary>Ends the transaction: it was rolled back, or it was committed and its tags are evicted.</summary>
    void End();
}
