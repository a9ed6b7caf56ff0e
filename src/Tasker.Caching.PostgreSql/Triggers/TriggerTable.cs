using Tasker.Caching.Coverage;

namespace Tasker.Caching.PostgreSql.Triggers;

/// <summary>A table that has the triggers, as the host says.</summary>
/// <param name="Table">The table, as SQL names it.</param>
/// <param name="Resource">The resource that its rows are part of.</param>
/// <param name="Options">The choice of the updates and of the schema; <see langword="null"/> if the host does not say how the triggers were made.</param>
/// <param name="Map">The dimensions of the resource, and what they are in a row.</param>
internal sealed record TriggerTable(string Table, string Resource, EvictionTriggerOptions? Options, (string Dimension, string Column)[] Map) : ICoveredTables
{
    public IEnumerable<CoveredTable> Read() => [new CoveredTable(Table, [CacheTag.For(Resource)], "EvictionTrigger")];

    /// <summary>Returns the function that the triggers must call.</summary>
    /// <param name="schema">The schema of the cache, where the host does not say how the triggers were made.</param>
    public TriggerFunction Define(string schema) => EvictionTrigger.Define(Table, Resource, Options ?? new EvictionTriggerOptions { Schema = schema }, Map);

    /// <summary>Gets the schema of the cache that the function is in.</summary>
    public string SchemaOr(string schema) => Options?.Schema ?? schema;
}
