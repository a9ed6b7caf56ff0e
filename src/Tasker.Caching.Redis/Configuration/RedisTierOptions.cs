using StackExchange.Redis;
using Tasker.Caching.Redis.Configuration;

namespace Tasker.Caching;

/// <summary>How Redis, or a server that speaks its protocol, is reached.</summary>
public sealed class RedisTierOptions
{
    /// <summary>Gets or sets where Redis is.</summary>
    /// <value>
    /// The default is <c>redis://localhost:6379</c>. Also <c>rediss://</c> for TLS, <c>redis://user:password@host</c>, several
    /// hosts of one cluster or one set of replicas as <c>redis://a:6379,b:6379</c>, a database as <c>redis://host/2</c>, and the client's own configuration strings.
    /// </value>
    public string Url { get; set; } = RedisTierDefaults.Url;

    /// <summary>Gets or sets how many connections are opened at most. One of several is kept for evictions.</summary>
    /// <value>The default is 10. The value must be between 1 and 1,000.</value>
    public int MaxConnections { get; set; } = RedisTierDefaults.MaxConnections;

    /// <summary>Gets or sets how long connecting may take. No request waits for it.</summary>
    /// <value>The default is 5 seconds. The value must be between 100 milliseconds and 5 minutes.</value>
    public TimeSpan ConnectionTimeout { get; set; } = RedisTierDefaults.ConnectionTimeout;

    /// <summary>Gets or sets the index of the database. One in the URL goes before it.</summary>
    /// <value>The default is the first one, or the default of the connection that the host hands in.</value>
    public int? Database { get; set; }

    /// <summary>Gets or sets a file with the certificates (PEM) of the authorities to trust beside the system's.</summary>
    /// <value>The default is none. Certificates are always checked.</value>
    public string? SslCaFile { get; set; }

    /// <summary>Gets or sets what hands out the host's own connection, which is used in place of all the above and never closed.</summary>
    public Func<Task<IConnectionMultiplexer>>? ConnectionFactory { get; set; }

    /// <summary>Gets or sets the key under which the host's services have the connection to use, as Aspire's <c>AddKeyedRedisClient</c> registers one.</summary>
    /// <value>The default is none. Where no such connection is registered, a warning says so, and <see cref="Url"/> is used.</value>
    public string? ConnectionName { get; set; }

    /// <summary>Gets or sets whether an <see cref="IConnectionMultiplexer"/> among the host's services is used in place of <see cref="Url"/>.</summary>
    /// <value>The default is <see langword="true"/>. Set it to <see langword="false"/> where the host's connection leads to another server.</value>
    public bool UseConnectionOfServices { get; set; } = true;

    /// <summary>Gets or sets what changes the client's configuration before a connection is made out of <see cref="Url"/>: client certificates, a provider of tokens.</summary>
    public Action<ConfigurationOptions>? ConfigureClient { get; set; }
}
