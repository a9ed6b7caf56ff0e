using Tasker.Caching.Backends;

namespace Tasker.Caching.Memcached.Configuration;

/// <summary>What the configuration knows of Memcached.</summary>
internal static class MemcachedKeys
{
    // Credentials may have any character but blanks; a host has none that could begin something else.
    private const string UrlPattern = @"(?i:tcp|memcached)://(?:[^\s@]*@)?[^\s@/?,]+(?:,[^\s@/?,]+)*/?";

    public static readonly CacheBackendDescription<MemcachedTierOptions> Description = new CacheBackendDescription<MemcachedTierOptions>("memcached")
        .AddText(
            "url",
            "Where the servers are. The first one has the eviction log.",
            o => o.Url, (o, v) => o.Url = v,
            "a URL such as tcp://host:11211 or tls://user:password@host:11211, several hosts with commas between them", static url => !string.IsNullOrWhiteSpace(url),
            isSecret: true)
        .AddInteger(
            "max_connections",
            "How many connections are opened to each server at most.",
            o => o.MaxConnections, (o, v) => o.MaxConnections = v,
            1, MemcachedTierDefaults.MaximumMaxConnections)
        .AddDuration(
            "connection_timeout",
            "How long one attempt to connect may take. Requests don't wait for it.",
            o => o.ConnectionTimeout, (o, v) => o.ConnectionTimeout = v,
            MemcachedTierDefaults.MinimumConnectionTimeout, MemcachedTierDefaults.MaximumConnectionTimeout)
        .AddDuration(
            "poll_interval",
            "How often the log is looked at: Memcached has no messages. The shorter of this and evictions.catch_up_interval counts.",
            o => o.PollInterval, (o, v) => o.PollInterval = v,
            MemcachedTierDefaults.MinimumPollInterval, MemcachedTierDefaults.MaximumPollInterval, inMilliseconds: true)
        .AddText(
            "ssl_ca_file",
            "The authority that has signed the servers' certificates, if it is a private one.",
            o => o.SslCaFile, (o, v) => o.SslCaFile = string.IsNullOrEmpty(v) ? null : v,
            "the path of a PEM file")
        .AddShortForm("memcached_url", "url")
        .AddVariable("MEMCACHED_URL", UrlPattern, "a URL that begins with tcp:// or memcached://");
}
