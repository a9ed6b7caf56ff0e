using Tasker.Caching.PostgreSql.Configuration;

namespace Tasker.Caching.PostgreSql;

/// <summary>Which updates a trigger evicts for, and where the cache has its schema.</summary>
public sealed class EvictionTriggerOptions
{
    /// <summary>Gets the schema of the cache.</summary>
    /// <value>The default is <c>tasker_cache</c>.</value>
    public string Schema { get; init; } = PostgresDefaults.Schema;

    /// <summary>Gets which updates evict.</summary>
    /// <value>The default is <see cref="EvictionTriggerUpdates.All"/>. To compare rows takes a second pass over them.</value>
    public EvictionTriggerUpdates Updates { get; init; }

    /// <summary>Gets the columns that no response shows, such as <c>heartbeat_at</c>. A row that differs in nothing else is as it was.</summary>
    /// <value>None by default. They count for <see cref="EvictionTriggerUpdates.Changed"/> only; the names are as the database has them, without quotes.</value>
    public IReadOnlyList<string> Ignored { get; init; } = [];
}
