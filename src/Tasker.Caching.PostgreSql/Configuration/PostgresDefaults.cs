namespace Tasker.Caching.PostgreSql.Configuration;

/// <summary>Defaults and limits of <see cref="PostgresOptions"/>.</summary>
internal static class PostgresDefaults
{
    public const string ConnectionString = "Host=localhost";
    public const string Schema = "tasker_cache";
    public const int MaximumSchemaLength = 40;
    public const int MaxConnections = 10;
    public const int MaximumMaxConnections = 1000;
    public const long MaxBytes = 256L << 20;
    public const long MinimumMaxBytes = 1L << 20;
    public const long MaximumMaxBytes = 1L << 40;

    public static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);
    public static readonly TimeSpan MinimumPollInterval = TimeSpan.FromMilliseconds(10);
    public static readonly TimeSpan MaximumPollInterval = TimeSpan.FromMinutes(1);
}
