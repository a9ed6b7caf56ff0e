using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.Transactions;
using Tasker.Configuration.Toml;
using Tasker.OutputCache.Events;
using Tasker.OutputCache.Objects;
using Tasker.OutputCache.Objects.Distributed;

namespace Tasker.OutputCache;

/// <summary>Adds back ends and evictions to the cache.</summary>
public class TaskerCachingBuilder
{
    internal TaskerCachingBuilder(IServiceCollection services)
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
    public TaskerCachingBuilder AddObjects(string resource, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(resource);
        ArgumentException.ThrowIfNullOrEmpty(key);
        Services.AddSingleton(ObjectKeyShape.Parse(resource, key));
        return this;
    }

    /// <summary>Lets values of the configuration refer to a variable of the environment, as <c>${NAME:-default}</c>.</summary>
    /// <param name="name">The name of the variable.</param>
    /// <param name="pattern">A regular expression that the whole value must match. A value that does not is a mistake, and is not used.</param>
    /// <returns>This builder.</returns>
    /// <remarks><c>TASKER_CACHE_BACKEND</c>, <c>TASKER_CACHE_KEY_PREFIX</c> and the variables of the back ends that are added (<c>REDIS_URL</c>, <c>MEMCACHED_URL</c>) are allowed already.</remarks>
    public TaskerCachingBuilder AllowVariable(string name, [StringSyntax(StringSyntaxAttribute.Regex)] string pattern)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(pattern);
        Services.AddSingleton(new ConfigurationVariable(name, pattern, $"a text that matches {pattern}"));
        return this;
    }

    /// <summary>Makes the shared back end the host's <see cref="IDistributedCache"/>, for sessions and whatever else asks for one.</summary>
    /// <returns>This builder.</returns>
    /// <remarks>What it holds is not part of the cache: no eviction touches it. See <c>docs/distributed-cache.md</c>.</remarks>
    public TaskerCachingBuilder AddDistributedCache()
    {
        // The last one counts, and whoever calls this wants it to.
        Services.AddSingleton<IDistributedCache, TaskerDistributedCache>();
        return this;
    }

    /// <summary>Evicts tags whenever an event of a type is published to <see cref="IDomainEvents"/>.</summary>
    /// <typeparam name="TEvent">The type of the event, or a base or an interface of such types.</typeparam>
    /// <param name="tags">Names what an event makes void. A string is a tag; <see cref="CacheTag.For"/> names a resource and its dimensions.</param>
    /// <param name="mode">Whether the entries become void or only stale.</param>
    /// <param name="settle">
    /// How long after an event the tags are evicted once more, for handlers that read from a replica that lags behind. The
    /// default is <see langword="null"/>: not at all. The value must be between zero and 10 minutes.
    /// </param>
    /// <param name="example">Makes an event with which the mapping is tried at start, so that mistakes show then.</param>
    /// <param name="expression">The mapping as it is written, for the log. Leave it to the compiler.</param>
    /// <returns>This builder.</returns>
    /// <remarks>An event may have several mappings. One that throws, or names a tag that is null, is counted and logged; the others count.</remarks>
    public TaskerCachingBuilder EvictOn<TEvent>(
        Func<TEvent, IEnumerable<CacheTag>> tags,
        EvictionMode mode = EvictionMode.Hard,
        TimeSpan? settle = null,
        Func<TEvent>? example = null,
        [CallerArgumentExpression(nameof(tags))] string? expression = null)
        where TEvent : notnull
    {
        ArgumentNullException.ThrowIfNull(tags);
        var time = SettleTime.Of(settle);
        if (!Enum.IsDefined(mode))
        {
            throw new ArgumentOutOfRangeException(nameof(mode), mode, "It is neither hard nor soft.");
        }

        Services.AddSingleton(time);
        Services.AddSingleton(EventMapping.Create(tags, mode, time.Value, example, expression));
        return this;
    }
}
