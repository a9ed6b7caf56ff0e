using Tasker.Caching.Memcached.Configuration;

namespace Tasker.Caching;

/// <summary>How Memcached is reached.</summary>
public sealed class MemcachedTierOptions
{
    /// <summary>Gets or sets where the servers are.</summary>
    /// <value>
    /// The default is <c>tcp://localhost:11211</c>. Also <c>tls://</c>, <c>tcp://user:password@host</c> for servers with an
    /// authentication file (<c>-Y</c>), and several servers as <c>tcp://a:11211,b:11211</c>. Every instance must name the same
    /// servers in the same order: the first one has the eviction log.
    /// </value>
    public string Url { get; set; } = MemcachedTierDefaults.Url;

    /// <summary>Gets or sets how many connections are opened to each server at most. One of several is kept for evictions.</summary>
    /// <value>The default is 4. The value must be between 1 and 1,000.</value>
    public int MaxConnections { get; set; } = MemcachedTierDefaults.MaxConnections;

    /// <summary>Gets or sets how long connecting may take. No request waits for it.</summary>
    /// <value>The default is 5 seconds. The value must be between 100 milliseconds and 5 minutes.</value>
    public TimeSpan ConnectionTimeout { get; set; } = MemcachedTierDefaults.ConnectionTimeout;

    /// <summary>Gets or sets how often the eviction log is looked at.</summary>
    /// <value>The default is 250 milliseconds. The value must be between 10 milliseconds and 1 minute.</value>
    /// <remarks>Memcached has no messages: this is how soon an eviction is known on the other instances.</remarks>
    public TimeSpan PollInterval { get; set; } = MemcachedTierDefaults.PollInterval;

    /// <summary>Gets or sets a file with the certificates (PEM) of the authorities to trust in place of the system's.</summary>
    /// <value>The default is none. Certificates are always checked.</value>
    public string? SslCaFile { get; set; }
}
