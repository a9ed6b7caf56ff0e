using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Tasker.OutputCache.Configuration;
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

    /// <summary>Lets values of the configuration refer to a variable of the environment, as <c>${NAME:-default}</c>.</summary>
    /// <param name="name">The name of the variable.</param>
    /// <param name="pattern">A regular expression that the whole value must match. A value that does not is a mistake, and is not used.</param>
    /// <returns>This builder.</returns>
    /// <remarks><c>REDIS_URL</c>, <c>MEMCACHED_URL</c>, <c>TASKER_CACHE_BACKEND</c> and <c>TASKER_CACHE_KEY_PREFIX</c> are allowed already.</remarks>
    public TaskerOutputCacheBuilder AllowVariable(string name, [StringSyntax(StringSyntaxAttribute.Regex)] string pattern)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(pattern);
        Services.AddSingleton(new ConfigurationVariable(name, pattern, $"a text that matches {pattern}"));
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
