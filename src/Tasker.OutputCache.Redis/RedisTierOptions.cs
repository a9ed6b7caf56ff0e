using StackExchange.Redis;
using Tasker.OutputCache.Redis.Configuration;

namespace Tasker.OutputCache;

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
}
