using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.OutputCache.Revalidation.WarmUp;

namespace Tasker.OutputCache;

/// <summary>Adds back ends, evictions and the warm-up to the cache of a web host.</summary>
public sealed class TaskerOutputCacheBuilder : TaskerCachingBuilder
{
    internal TaskerOutputCacheBuilder(IServiceCollection services)
        : base(services)
    {
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

    /// <inheritdoc cref="TaskerCachingBuilder.AddObjects"/>
    public new TaskerOutputCacheBuilder AddObjects(string resource, string key)
    {
        base.AddObjects(resource, key);
        return this;
    }

    /// <inheritdoc cref="TaskerCachingBuilder.AllowVariable"/>
    public new TaskerOutputCacheBuilder AllowVariable(string name, [StringSyntax(StringSyntaxAttribute.Regex)] string pattern)
    {
        base.AllowVariable(name, pattern);
        return this;
    }

    /// <inheritdoc cref="TaskerCachingBuilder.AddDistributedCache"/>
    public new TaskerOutputCacheBuilder AddDistributedCache()
    {
        base.AddDistributedCache();
        return this;
    }

    /// <inheritdoc cref="TaskerCachingBuilder.EvictOn{TEvent}"/>
    public new TaskerOutputCacheBuilder EvictOn<TEvent>(
        Func<TEvent, IEnumerable<CacheTag>> tags,
        EvictionMode mode = EvictionMode.Hard,
        TimeSpan? settle = null,
        Func<TEvent>? example = null,
        [CallerArgumentExpression(nameof(tags))] string? expression = null)
        where TEvent : notnull
    {
        base.EvictOn(tags, mode, settle, example, expression);
        return this;
    }

    /// <inheritdoc cref="TaskerCachingBuilder.Covers(string, string[])"/>
    public new TaskerOutputCacheBuilder Covers(string resource, params string[] tables)
    {
        base.Covers(resource, tables);
        return this;
    }

    /// <inheritdoc cref="TaskerCachingBuilder.Covers{TEvent}(string[])"/>
    public new TaskerOutputCacheBuilder Covers<TEvent>(params string[] tables)
        where TEvent : notnull
    {
        base.Covers<TEvent>(tables);
        return this;
    }

    /// <inheritdoc cref="TaskerCachingBuilder.ObserveTables"/>
    public new TaskerOutputCacheBuilder ObserveTables(bool isOn = true)
    {
        base.ObserveTables(isOn);
        return this;
    }
}
