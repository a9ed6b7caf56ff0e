using Microsoft.Extensions.Options;
using Npgsql;
using Tasker.Caching.Backends;
using Tasker.Caching.Coverage;
using Tasker.Caching.PostgreSql.Connections;

namespace Tasker.Caching.PostgreSql.Triggers;

/// <summary>Compares the triggers in the database with those that <c>CoversByTrigger</c> names.</summary>
internal sealed class PostgresTriggerCheck(IEnumerable<ICoveredTables> tables, CacheBackendContext<PostgresOptions> context, IOptions<TaskerCachingOptions> cache) : ITriggerCheck
{
    private const TriggerEvents AllEvents = TriggerEvents.Insert | TriggerEvents.Update | TriggerEvents.Delete | TriggerEvents.Truncate;

    private readonly TriggerTable[] _declared = [.. tables.OfType<TriggerTable>()];

    /// <summary>Gets a value indicating whether the host names any.</summary>
    public bool HasDeclarations => _declared.Length > 0;

    public async Task<TriggerReport> CheckAsync(CancellationToken cancellationToken)
    {
        // They are read with those of the cache, which a host that has not started may not have asked for yet.
        _ = cache.Value;
        var options = context.ReadOptions();
        if (PostgresDatabase.Check(options) is { } problem)
        {
            // A host that has the package and no database has nothing to compare.
            return new TriggerReport([], HasDeclarations ? $"The triggers can't be compared: {problem}" : null);
        }

        try
        {
            var settings = new NpgsqlConnectionStringBuilder(options.ConnectionString) { Enlist = false, Pooling = false, Timeout = 5 };
            var source = new NpgsqlSlimDataSourceBuilder(settings.ConnectionString).EnableArrays().EnableTransportSecurity().Build();
            await using (source.ConfigureAwait(false))
            {
                string[] schemas = [.. _declared.Select(table => table.SchemaOr(options.Schema)).Append(options.Schema).Distinct(StringComparer.Ordinal)];
                var found = await FoundTriggers.ReadAsync(source, schemas, [.. _declared.Select(static table => table.Table)], cancellationToken).ConfigureAwait(false);
                return new TriggerReport([.. Compare(found, options.Schema)], found.FiresForWriters || !HasDeclarations ? null : "session_replication_role is 'replica' for this role and database: no trigger fires. Set it to 'origin'.");
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Without declarations it was a look at what is extra, and a database that is not there has none.
            return new TriggerReport([], HasDeclarations ? $"The triggers can't be compared: {exception.Message}" : null);
        }
        catch (OperationCanceledException)
        {
            return new TriggerReport([], HasDeclarations ? "The triggers can't be compared: the database does not answer." : null);
        }
    }

    private IEnumerable<CheckedTrigger> Compare(FoundTriggers found, string schema)
    {
        var known = new HashSet<(long Function, long Target)>();
        for (var i = 0; i < _declared.Length; i++)
        {
            var table = _declared[i];
            var definition = table.Define(schema);
            var name = $"{table.SchemaOr(schema)}.{definition.Name}";
            var function = found.AllFunctions.FirstOrDefault(function => function.Name == name);
            foreach (var (id, _) in found.Targets[i])
            {
                known.Add((function?.Id ?? 0, id));
            }

            var (state, problem) = Compare(table, function, definition, found, [.. found.Targets[i]]);
            yield return new CheckedTrigger(table.Table, table.Resource, state, problem);
        }

        foreach (var extra in found.AllTriggers.Where(trigger => !known.Contains((trigger.Function, trigger.Target))).DistinctBy(static trigger => (trigger.Function, trigger.Target)))
        {
            var resource = found.AllFunctions.First(function => function.Id == extra.Function).Resource;
            yield return new CheckedTrigger(extra.TargetName, resource, TriggerState.Extra, $"Table {extra.TargetName} has triggers that evict '{resource}', and no CoversByTrigger of this host names them.");
        }
    }

    private static (TriggerState State, string? Problem) Compare(
        TriggerTable table, FoundTriggers.Function? function, TriggerFunction definition, FoundTriggers found, (long Id, string Name)[] targets)
    {
        var remedy = $"Run EvictionTrigger.CreateSql for '{table.Table}' and '{table.Resource}'.";
        if (targets.Length == 0)
        {
            return (TriggerState.Missing, $"There is no table {table.Table}, or not in the search path: name it with its schema. Nothing evicts '{table.Resource}' for it.");
        }

        var own = function is null ? [] : found.AllTriggers.Where(trigger => trigger.Function == function.Id).ToArray();
        if (own.Length == 0)
        {
            return (TriggerState.Missing, $"Table {table.Table} has no triggers that evict '{table.Resource}'. {remedy}");
        }

        foreach (var (id, name) in targets)
        {
            var missing = AllEvents & ~EventsOf(own.Where(trigger => trigger.Target == id));
            if (missing != TriggerEvents.None)
            {
                return (TriggerState.Missing, $"Table {name} has no trigger for {missing.ToString().ToUpperInvariant()} that evicts '{table.Resource}'. {remedy}");
            }

            var disabled = AllEvents & ~EventsOf(own.Where(trigger => trigger.Target == id && trigger.IsEnabled));
            if (disabled != TriggerEvents.None)
            {
                return (TriggerState.Disabled, $"The triggers of table {name} for {disabled.ToString().ToUpperInvariant()} that evict '{table.Resource}' are disabled. Run ALTER TABLE {name} ENABLE TRIGGER ALL.");
            }
        }

        return table.Options is not null && function!.Body.ReplaceLineEndings("\n").Trim() != definition.Body.ReplaceLineEndings("\n").Trim()
            ? (TriggerState.Outdated, $"The triggers of table {table.Table} that evict '{table.Resource}' have another map, other options or come from another version of the package. {remedy}")
            : (TriggerState.InOrder, null);
    }

    private static TriggerEvents EventsOf(IEnumerable<FoundTriggers.Trigger> triggers) =>
        triggers.Aggregate(TriggerEvents.None, static (events, trigger) => events | (trigger.Events & AllEvents));
}
