using Tasker.Caching.PostgreSql.Configuration;

namespace Tasker.Caching;

/// <summary>How PostgreSQL is reached, and what of it is used.</summary>
public sealed class PostgresOptions
{
    /// <summary>Gets or sets where PostgreSQL is, in the words of Npgsql.</summary>
    /// <value>The default is <c>Host=localhost</c>. For evictions that commit with the data it is the application's own database, on its primary.</value>
    public string ConnectionString { get; set; } = PostgresDefaults.ConnectionString;

    /// <summary>Gets or sets the schema with the tables of the cache.</summary>
    /// <value>The default is <c>tasker_cache</c>. The value must be 1 to 40 lower-case letters, digits and underscores, and begin with no digit.</value>
    public string Schema { get; set; } = PostgresDefaults.Schema;

    /// <summary>Gets or sets how often the eviction log is looked at.</summary>
    /// <value>The default is 250 milliseconds. The value must be between 10 milliseconds and 1 minute.</value>
    /// <remarks>Notifications tell the other nodes sooner, mostly. Behind a pooler of transactions they don't arrive: this is how soon an eviction is known then.</remarks>
    public TimeSpan PollInterval { get; set; } = PostgresDefaults.PollInterval;

    /// <summary>Gets or sets a value indicating whether the schema is created where it is missing.</summary>
    /// <value>The default is <see langword="true"/> in Development and <see langword="false"/> elsewhere: a log line says then which script to run.</value>
    public bool? CreateSchema { get; set; }

    /// <summary>Gets or sets a value indicating whether evictions commit with the data by an outbox, where the eviction log is elsewhere.</summary>
    /// <value>The default is <see langword="false"/>. It counts where neither the back end nor <c>evictions.log</c> is <c>postgres</c>.</value>
    /// <remarks>Every instance looks at the outbox as often as <see cref="PollInterval"/> says.</remarks>
    public bool Outbox { get; set; }

    /// <summary>Gets or sets how many connections are opened at most for entries. The eviction log has a few of its own.</summary>
    /// <value>The default is 10. The value must be between 1 and 1,000.</value>
    public int MaxConnections { get; set; } = PostgresDefaults.MaxConnections;

    /// <summary>Gets or sets how many bytes of entries are kept. The janitor removes those that were not read for longest.</summary>
    /// <value>The default is 256 MB. The value must be between 1 MB and 1 TB.</value>
    public long MaxBytes { get; set; } = PostgresDefaults.MaxBytes;
}
