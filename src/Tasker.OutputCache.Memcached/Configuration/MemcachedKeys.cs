using Tasker.OutputCache.Configuration;

namespace Tasker.OutputCache.Memcached.Configuration;

/// <summary>The keys of the section <c>memcached</c>.</summary>
internal static class MemcachedKeys
{
    public static readonly KeyTable Table = new("memcached",
    [
        new ScalarKey<MemcachedTierOptions, string>(
            "url",
            new TextFormat("a URL such as tcp://host:11211 or tls://user:password@host:11211, several hosts with commas between them", static url => !string.IsNullOrWhiteSpace(url)),
            MemcachedTierDefaults.Url, o => o.Url, (o, v) => o.Url = v,
            "Where the servers are. The first one has the eviction log.")
        {
            IsSecret = true,
        },
        new ScalarKey<MemcachedTierOptions, int>(
            "max_connections",
            new IntegerFormat(1, MemcachedTierDefaults.MaximumMaxConnections),
            MemcachedTierDefaults.MaxConnections, o => o.MaxConnections, (o, v) => o.MaxConnections = v,
            "How many connections are opened to each server at most."),
        new ScalarKey<MemcachedTierOptions, TimeSpan>(
            "connection_timeout",
            new DurationFormat(MemcachedTierDefaults.MinimumConnectionTimeout, MemcachedTierDefaults.MaximumConnectionTimeout),
            MemcachedTierDefaults.ConnectionTimeout, o => o.ConnectionTimeout, (o, v) => o.ConnectionTimeout = v,
            "How long one attempt to connect may take. Requests don't wait for it."),
        new ScalarKey<MemcachedTierOptions, TimeSpan>(
            "poll_interval",
            new DurationFormat(MemcachedTierDefaults.MinimumPollInterval, MemcachedTierDefaults.MaximumPollInterval, DurationFormat.Milliseconds),
            MemcachedTierDefaults.PollInterval, o => o.PollInterval, (o, v) => o.PollInterval = v,
            "How often the log is looked at: Memcached has no messages. The shorter of this and evictions.catch_up_interval counts."),
        new ScalarKey<MemcachedTierOptions, string>(
            "ssl_ca_file",
            new TextFormat("the path of a PEM file", static _ => true),
            string.Empty, o => o.SslCaFile ?? string.Empty, (o, v) => o.SslCaFile = string.IsNullOrEmpty(v) ? null : v,
            "The authority that has signed the servers' certificates, if it is a private one."),
    ]);
}
