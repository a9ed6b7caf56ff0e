using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.Coverage;
using Tasker.Caching.Events;
using Tasker.Caching.Objects;
using Tasker.Caching.Objects.Distributed;
using Tasker.Caching.Transactions;
using Tasker.Configuration.Toml;

namespace Tasker.Caching;

/// <summary>Adds back ends and evictions to the cache.</summary>
public class TaskerCachingBuilder
{
    /// <summary>Initializes a new instance of the <see cref="TaskerCachingBuilder"/> class.</summary>
    public TaskerCachingBuilder(IServiceCollection services)
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
        // The last registration counts, and this call is meant to be the last.
        Services.AddSingleton<IDistributedCache, TaskerDistributedCache>();
        return this;
    }

    /// <summary>Evicts tags whenever an event of a type is published to <see cref="ICacheEvents"/>.</summary>
    /// <typeparam name="TEvent">The type of the event, or a base or an interface of such types.</typeparam>
    /// <param name="tags">Names what an event makes void. A string is a tag; <see cref="CacheTag.For"/> names a resource and its dimensions.</param>
    /// <param name="mode">Whether the entries become void or only stale.</param>
    /// <param name="settle">
    /// How long after an event the tags are evicted once more, for handlers that read from a lagging replica. The
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

    /// <summary>Says by hand that a resource is evicted whenever one of these tables changes: by triggers, a stored procedure, another service.</summary>
    /// <param name="resource">The resource, <c>analytics</c>, or one endpoint of it, <c>analytics/performance</c>.</param>
    /// <param name="tables">The tables and views, with their schema or without.</param>
    /// <returns>This builder.</returns>
    /// <remarks>It evicts nothing. The invalidation coverage counts it.</remarks>
    public TaskerCachingBuilder Covers(string resource, params string[] tables)
    {
        ArgumentNullException.ThrowIfNull(tables);
        _ = CacheTag.For(resource);
        Services.AddSingleton<ICoveredTables>(new DeclaredTables(resource, tables, "Covers"));
        return this;
    }

    /// <summary>Says that an event is published whenever one of these tables changes. What that evicts, <c>EvictOn</c> says.</summary>
    /// <typeparam name="TEvent">The type of the event.</typeparam>
    /// <param name="tables">The tables and views, with their schema or without.</param>
    /// <returns>This builder.</returns>
    /// <remarks>It evicts nothing. The invalidation coverage counts it, once the mapping has an example or an event was published.</remarks>
    public TaskerCachingBuilder Covers<TEvent>(params string[] tables)
        where TEvent : notnull
    {
        ArgumentNullException.ThrowIfNull(tables);
        Services.AddSingleton<ICoveredTables>(provider => new EventTables(typeof(TEvent), tables, provider.GetRequiredService<EventMappings>()));
        return this;
    }

    /// <summary>Observes which tables responses are made of, or does not. Without this call, only a host in Development does.</summary>
    /// <param name="isOn">Whether tables are observed.</param>
    /// <returns>This builder.</returns>
    public TaskerCachingBuilder ObserveTables(bool isOn = true)
    {
        Services.AddSingleton(new TableObservation(isOn));
        return this;
    }
}
