using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Tasker.OutputCache.Objects;
using Tasker.OutputCache.Objects.Distributed;
using Tasker.OutputCache.Revalidation;

namespace Tasker.OutputCache;

/// <summary>Adds back ends and evictions to the cache.</summary>
public sealed class TaskerOutputCacheBuilder
{
    internal TaskerOutputCacheBuilder(IServiceCollection services)
    {
        Services = services;
    }

    /// <summary>Gets the services of the host.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Says what the parts of the keys of a resource's objects are, so that objects can be evicted by them.</summary>
    /// <param name="resource">The resource: <c>templates</c>, for example.</param>
    /// <param name="key">The names of the parts, at most four: <c>namespace:name:version</c>. They are dimensions of the resource.</param>
    /// <returns>This builder.</returns>
    /// <example><code>.AddObjects("templates", "namespace:name:version")</code> and then <c>CacheTag.For("templates").With("namespace", "payments")</c>.</example>
    public TaskerOutputCacheBuilder AddObjects(string resource, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(resource);
        ArgumentException.ThrowIfNullOrEmpty(key);
        Services.AddSingleton(ObjectKeyShape.Parse(resource, key));
        return this;
    }

    /// <summary>Makes the shared back end the host's <see cref="IDistributedCache"/>, for sessions and whatever else asks for one.</summary>
    /// <returns>This builder.</returns>
    /// <remarks>What it holds is not part of the cache: no eviction touches it. See <c>docs/distributed-cache.md</c>.</remarks>
    public TaskerOutputCacheBuilder AddDistributedCache()
    {
        // The last one counts, and whoever calls this wants it to.
        Services.AddSingleton<IDistributedCache, TaskerDistributedCache>();
        return this;
    }

    /// <summary>Computes responses at start, beside those that the configuration lists.</summary>
    /// <param name="resource">The resource that they belong to.</param>
    /// <param name="paths">Yields the paths, with their query. It is called in a scope of its own, once the host has started.</param>
    /// <returns>This builder.</returns>
    public TaskerOutputCacheBuilder WarmUp(string resource, Func<IServiceProvider, CancellationToken, IAsyncEnumerable<string>> paths)
    {
        ArgumentException.ThrowIfNullOrEmpty(resource);
        ArgumentNullException.ThrowIfNull(paths);
        Services.AddSingleton(new WarmUpSource(resource, paths));
        return this;
    }
}
