using Tasker.Caching.Backends;

namespace Tasker.Caching.PostgreSql.Configuration;

/// <summary>What the configuration knows of PostgreSQL.</summary>
internal static class PostgresKeys
{
    public static readonly CacheBackendDescription<PostgresOptions> Description = new CacheBackendDescription<PostgresOptions>("postgres")
        .AddText(
            "connection_string",
            "Where the database is: the application's own, on its primary.",
            o => o.ConnectionString, (o, v) => o.ConnectionString = v,
            "a connection string of Npgsql such as Host=db;Database=tasks;Username=app", static text => !string.IsNullOrWhiteSpace(text),
            isSecret: true)
        .AddText(
            "schema",
            "The schema with the tables of the cache.",
            o => o.Schema, (o, v) => o.Schema = v,
            $"1 to {PostgresDefaults.MaximumSchemaLength} lower-case letters, digits and underscores", SchemaName.IsValid)
        .AddDuration(
            "poll_interval",
            "How often the log is looked at. Notifications tell other instances sooner. The shorter of this and evictions.catch_up_interval counts.",
            o => o.PollInterval, (o, v) => o.PollInterval = v,
            PostgresDefaults.MinimumPollInterval, PostgresDefaults.MaximumPollInterval, inMilliseconds: true)
        .AddOptionalBoolean(
            "create_schema",
            "Whether the schema is created where it is missing.",
            o => o.CreateSchema, (o, v) => o.CreateSchema = v,
            otherwise: "true in Development, false elsewhere")
        .AddBoolean(
            "outbox",
            "Whether evictions commit with the data by an outbox where the log is elsewhere. poll_interval says how often it is looked at.",
            o => o.Outbox, (o, v) => o.Outbox = v)
        .HoldsLogs()
        .HasOutbox()
        .AddInteger(
            "max_connections",
            "How many connections are opened for entries at most. The log has up to four of its own.",
            o => o.MaxConnections, (o, v) => o.MaxConnections = v,
            1, PostgresDefaults.MaximumMaxConnections)
        .AddSize(
            "max_bytes",
            "How many bytes of entries are kept; above it those go that end soonest. One entry may have a quarter of it, 64 MB at most.",
            o => o.MaxBytes, (o, v) => o.MaxBytes = v,
            PostgresDefaults.MinimumMaxBytes, PostgresDefaults.MaximumMaxBytes)
        .AddShortForm("postgres_connection_string", "connection_string");
}
