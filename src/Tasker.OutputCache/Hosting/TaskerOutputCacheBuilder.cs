using Microsoft.Extensions.DependencyInjection;
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
