using Tasker.Caching.PostgreSql.Connections;
using Tasker.OutputCache.Configuration;

namespace Tasker.Caching.PostgreSql.Configuration;

/// <summary>The keys of the section <c>postgres</c>.</summary>
internal static class PostgresKeys
{
    public static readonly KeyTable Table = new("postgres",
    [
        new ScalarKey<PostgresOptions, string>(
            "connection_string",
            new TextFormat("a connection string of Npgsql such as Host=db;Database=tasks;Username=app", static text => !string.IsNullOrWhiteSpace(text)),
            PostgresDefaults.ConnectionString, o => o.ConnectionString, (o, v) => o.ConnectionString = v,
            "Where the database is: the application's own, on its primary.")
        {
            IsSecret = true,
        },
        new ScalarKey<PostgresOptions, string>(
            "schema",
            new TextFormat($"1 to {PostgresDefaults.MaximumSchemaLength} lower-case letters, digits and underscores", PostgresDatabase.IsSchema),
            PostgresDefaults.Schema, o => o.Schema, (o, v) => o.Schema = v,
            "The schema with the tables of the cache."),
        new ScalarKey<PostgresOptions, TimeSpan>(
            "poll_interval",
            new DurationFormat(PostgresDefaults.MinimumPollInterval, PostgresDefaults.MaximumPollInterval, DurationFormat.Milliseconds),
            PostgresDefaults.PollInterval, o => o.PollInterval, (o, v) => o.PollInterval = v,
            "How often the log is looked at. Notifications tell other instances sooner. The shorter of this and evictions.catch_up_interval counts."),
        new OptionalKey<PostgresOptions, bool>(
            "create_schema", BooleanFormat.Instance, "true in Development, false elsewhere", o => o.CreateSchema, (o, v) => o.CreateSchema = v,
            "Whether the schema is created where it is missing."),
        new ScalarKey<PostgresOptions, int>(
            "max_connections",
            new IntegerFormat(1, PostgresDefaults.MaximumMaxConnections),
            PostgresDefaults.MaxConnections, o => o.MaxConnections, (o, v) => o.MaxConnections = v,
            "How many connections are opened for entries at most. The log has up to four of its own."),
        new ScalarKey<PostgresOptions, long>(
            "max_bytes",
            new SizeFormat(PostgresDefaults.MinimumMaxBytes, PostgresDefaults.MaximumMaxBytes),
            PostgresDefaults.MaxBytes, o => o.MaxBytes, (o, v) => o.MaxBytes = v,
            "How many bytes of entries are kept; above it those go that end soonest. One entry may have a quarter of it, 64 MB at most."),
    ]);
}
