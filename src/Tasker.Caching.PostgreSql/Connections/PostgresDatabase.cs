using Microsoft.Extensions.Logging;
using Npgsql;
using Tasker.Caching.PostgreSql.Configuration;
using Tasker.Caching.PostgreSql.Schema;

namespace Tasker.Caching.PostgreSql.Connections;

/// <summary>The database with the tables of the cache: a small pool of connections for the log, another one for entries.</summary>
/// <remarks>Both are apart from the application's own pool, and have no part in its ambient transactions.</remarks>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    private const int ConnectionsOfLog = 4;
    private const int SecondsToConnect = 3;
    private const int SecondsOfCommand = 2;
    private const int MillisecondsToCancel = 500;
    private const int SecondsOfSilence = 5;

    private readonly SchemaCreation _creation;

    private PostgresDatabase(NpgsqlDataSource log, NpgsqlDataSource entries, string schema, string server, bool mayCreate, TimeProvider clock, ILogger logger)
    {
        Log = log;
        Entries = entries;
        Schema = schema;
        Server = server;
        _creation = new SchemaCreation(log, schema, mayCreate, clock, logger);
    }

    /// <summary>Gets the connections of the log.</summary>
    public NpgsqlDataSource Log { get; }

    /// <summary>Gets the connections of entries.</summary>
    public NpgsqlDataSource Entries { get; }

    /// <summary>Gets the name of the schema. It needs no quotes.</summary>
    public string Schema { get; }

    /// <summary>Gets host and database, for log lines.</summary>
    public string Server { get; }

    /// <summary>Makes the pools; nothing is opened yet.</summary>
    /// <param name="options">How PostgreSQL is reached.</param>
    /// <param name="mayCreate">Whether a schema that is missing is created, unless the options say.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="logger">The logger.</param>
    /// <param name="problem">What is wrong with the options, or empty.</param>
    /// <returns><see langword="null"/> if the options are wrong.</returns>
    public static PostgresDatabase? Create(PostgresOptions options, bool mayCreate, TimeProvider clock, ILogger logger, out string problem)
    {
        if (Read(options, out problem) is not { } settings)
        {
            return null;
        }

        return new PostgresDatabase(
            Open(settings, Math.Min(ConnectionsOfLog, options.MaxConnections + 1)),
            Open(settings, options.MaxConnections),
            options.Schema,
            $"{settings.Host}/{settings.Database ?? settings.Username}",
            options.CreateSchema ?? mayCreate,
            clock,
            logger);
    }

    /// <summary>Says what is wrong with the options; <see langword="null"/> if nothing is.</summary>
    public static string? Check(PostgresOptions options) => Read(options, out var problem) is null ? problem : null;

    private static NpgsqlConnectionStringBuilder? Read(PostgresOptions options, out string problem)
    {
        problem = options switch
        {
            _ when string.IsNullOrWhiteSpace(options.ConnectionString) => "connection_string is empty.",
            _ when !SchemaName.IsValid(options.Schema) => $"schema must be 1 to {PostgresDefaults.MaximumSchemaLength} lower-case letters, digits and underscores, but is '{options.Schema}'.",
            { MaxConnections: < 1 or > PostgresDefaults.MaximumMaxConnections } =>
                $"max_connections must be between 1 and {PostgresDefaults.MaximumMaxConnections}, but is {options.MaxConnections}.",
            { MaxBytes: < PostgresDefaults.MinimumMaxBytes or > PostgresDefaults.MaximumMaxBytes } =>
                $"max_bytes must be between {PostgresDefaults.MinimumMaxBytes} and {PostgresDefaults.MaximumMaxBytes}, but is {options.MaxBytes}.",
            _ when options.PollInterval < PostgresDefaults.MinimumPollInterval || options.PollInterval > PostgresDefaults.MaximumPollInterval =>
                $"poll_interval must be between {PostgresDefaults.MinimumPollInterval} and {PostgresDefaults.MaximumPollInterval}, but is {options.PollInterval}.",
            _ => string.Empty,
        };
        if (problem.Length > 0)
        {
            return null;
        }

        try
        {
            var settings = new NpgsqlConnectionStringBuilder(options.ConnectionString);
            problem = string.IsNullOrEmpty(settings.Host) ? "connection_string names no host." : string.Empty;
            return problem.Length > 0 ? null : settings;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            // The text itself may hold a password.
            problem = $"connection_string can't be read ({exception.GetType().Name}).";
            return null;
        }
    }

    private static NpgsqlDataSource Open(NpgsqlConnectionStringBuilder settings, int connections)
    {
        // No request waits long for a cache; an abandoned call must give its connection back soon.
        var own = new NpgsqlConnectionStringBuilder(settings.ConnectionString)
        {
            ApplicationName = settings.ApplicationName ?? "Tasker cache",
            Enlist = false,
            MinPoolSize = 0,
            MaxPoolSize = connections,
            Timeout = SecondsToConnect,
            CommandTimeout = SecondsOfCommand,
            CancellationTimeout = MillisecondsToCancel,
            TcpKeepAlive = true,
            TcpKeepAliveTime = SecondsOfSilence,
            TcpKeepAliveInterval = 1,
        };
        var builder = new NpgsqlSlimDataSourceBuilder(own.ConnectionString).EnableArrays().EnableTransportSecurity();
        return own.Host!.Contains(',', StringComparison.Ordinal)
            ? builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary)
            : builder.Build();
    }

    /// <summary>Runs a call; where the tables are missing and may be created, it is made once more with them.</summary>
    public async ValueTask<T> CallAsync<T>(Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException exception) when (SchemaCreation.IsMissing(exception))
        {
            if (!await _creation.TryCreateAsync(cancellationToken).ConfigureAwait(false))
            {
                throw;
            }
        }

        return await call(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync().ConfigureAwait(false);
        await Entries.DisposeAsync().ConfigureAwait(false);
        _creation.Dispose();
    }
}
