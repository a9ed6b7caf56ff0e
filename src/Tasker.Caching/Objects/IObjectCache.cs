namespace Tasker.Caching;

/// <summary>Objects in the cache, for those who want no more than to get and to set them.</summary>
/// <remarks>
/// It has the same objects as <c>HybridCache</c>: those of the resource <c>objects</c>, or of the resource by whose name it is asked for
/// (<c>[FromKeyedServices("templates")]</c>). No call throws because of a broken cache, except where it says so.
/// </remarks>
public interface IObjectCache
{
    /// <summary>Finds an object.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="key">Its key. Colons separate its parts.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The object, or <see langword="default"/> if there is none.</returns>
    ValueTask<T?> GetAsync<T>(string key, CancellationToken cancellationToken = default);

    /// <summary>Finds an object, or computes it: once, however many ask for it.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="key">Its key. Colons separate its parts.</param>
    /// <param name="factory">
    /// Computes it, with the services of a scope of its own: so it can run after its caller has gone, where the resource has windows of staleness.
    /// </param>
    /// <param name="ttl">How long it is fresh; by default as long as its resource says.</param>
    /// <param name="tags">Tags whose eviction makes it void.</param>
    /// <param name="cancellationToken">Cancels the call. The computation goes on while others wait for it.</param>
    /// <returns>The object.</returns>
    ValueTask<T> GetOrCreateAsync<T>(
        string key,
        Func<IServiceProvider, CancellationToken, ValueTask<T>> factory,
        TimeSpan? ttl = null,
        IEnumerable<CacheTag>? tags = null,
        CancellationToken cancellationToken = default);

    /// <summary>Keeps an object, in place of the one before, wherever that one is.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="key">Its key. Colons separate its parts.</param>
    /// <param name="value">The object.</param>
    /// <param name="ttl">How long it is fresh; by default as long as its resource says.</param>
    /// <param name="tags">Tags whose eviction makes it void.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that ends when the one before is void.</returns>
    ValueTask SetAsync<T>(string key, T value, TimeSpan? ttl = null, IEnumerable<CacheTag>? tags = null, CancellationToken cancellationToken = default);

    /// <summary>Makes an object void. That is an eviction: what is being computed under this key is void as well.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="cancellationToken">Ends the wait for the shared log. The eviction itself is not undone.</param>
    /// <returns>Whether the shared log has taken the eviction.</returns>
    ValueTask<EvictionResult> RemoveAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Deletes the objects whose keys match a pattern with <c>*</c> and <c>?</c>, from this process's memory and the shared back end.</summary>
    /// <param name="pattern">The pattern, of keys as their users write them.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>How many entries were deleted; one that was in memory and in the back end counts twice.</returns>
    /// <remarks>
    /// This is housekeeping, and no eviction: it looks through all keys, other instances keep what they have in memory, and what is being computed
    /// is stored afterwards. Where the data has changed, evict a tag.
    /// </remarks>
    /// <exception cref="NotSupportedException">The back end can't list its keys. Nothing was deleted.</exception>
    /// <exception cref="InvalidOperationException">The back end can't be reached. Nothing was deleted there.</exception>
    ValueTask<long> RemoveByPatternAsync(string pattern, CancellationToken cancellationToken = default);
}
