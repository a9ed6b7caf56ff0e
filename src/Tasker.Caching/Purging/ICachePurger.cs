namespace Tasker.Caching;

/// <summary>Purges responses out of a cache that stands in front of the host, such as a CDN.</summary>
/// <remarks>
/// One instance at a time calls it, with every eviction of the shared log, from any program. A purge that throws is tried again, until it
/// succeeds; so it may be done twice. Register one with <c>AddPurger</c>.
/// </remarks>
public interface ICachePurger
{
    /// <summary>Purges. The task ends when the cache in front has confirmed it.</summary>
    /// <param name="purge">What to purge.</param>
    /// <param name="cancellationToken">Cancels the call when the host stops, or when it takes too long.</param>
    /// <returns>A task that ends when nothing of it is served any more.</returns>
    Task PurgeAsync(CachePurge purge, CancellationToken cancellationToken);
}
