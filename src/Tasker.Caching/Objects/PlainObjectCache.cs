using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace Tasker.Caching.Objects;

/// <summary>The plain view of a cache of objects.</summary>
internal sealed class PlainObjectCache(ObjectCache cache, IServiceScopeFactory scopes) : IObjectCache
{
    public ValueTask<T?> GetAsync<T>(string key, CancellationToken cancellationToken) =>
        cache.GetOrCreateAsync<bool, T?>(key, default, factory: null, options: null, tags: null, cancellationToken);

    public ValueTask<T> GetOrCreateAsync<T>(
        string key, Func<IServiceProvider, CancellationToken, ValueTask<T>> factory, TimeSpan? ttl, IEnumerable<CacheTag>? tags, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return cache.GetOrCreateAsync(
            key,
            (scopes, factory),
            static async (state, token) =>
            {
                var scope = state.scopes.CreateAsyncScope();
                await using (scope.ConfigureAwait(false))
                {
                    return await state.factory(scope.ServiceProvider, token).ConfigureAwait(false);
                }
            },
            OptionsOf(ttl),
            tags,
            cancellationToken);
    }

    public ValueTask SetAsync<T>(string key, T value, TimeSpan? ttl, IEnumerable<CacheTag>? tags, CancellationToken cancellationToken) =>
        cache.SetAsync(key, value, OptionsOf(ttl), tags, cancellationToken);

    private static HybridCacheEntryOptions? OptionsOf(TimeSpan? ttl) => ttl is null ? null : new HybridCacheEntryOptions { Expiration = ttl };

    public ValueTask<EvictionResult> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return cache.EvictKeysAsync([key], cancellationToken);
    }

    public ValueTask<long> RemoveByPatternAsync(string pattern, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        return cache.RemoveByPatternAsync(pattern, cancellationToken);
    }
}
