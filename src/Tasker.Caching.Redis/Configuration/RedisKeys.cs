using Tasker.Caching.Backends;

namespace Tasker.Caching.Redis.Configuration;

/// <summary>What the configuration knows of Redis.</summary>
internal static class RedisKeys
{
    // Credentials may have any character but blanks; a host has none that could begin something else.
    private const string UrlPattern = @"(?i:rediss?|valkeys?)://(?:[^\s@]*@)?[^\s@/?,]+(?:,[^\s@/?,]+)*(?:/[0-9]*)?(?:\?[^\s]*)?";

    public static readonly CacheBackendDescription<RedisTierOptions> Description = new CacheBackendDescription<RedisTierOptions>("redis", "redis", "dragonfly", "valkey", "garnet")
        .AddText(
            "url",
            "Where the server is.",
            o => o.Url, (o, v) => o.Url = v,
            "a URL such as redis://host:6379/0 or rediss://user:password@host:6379, several hosts with commas between them", static url => !string.IsNullOrWhiteSpace(url),
            isSecret: true)
        .AddInteger(
            "max_connections",
            "How many connections are opened at most.",
            o => o.MaxConnections, (o, v) => o.MaxConnections = v,
            1, RedisTierDefaults.MaximumMaxConnections)
        .AddDuration(
            "connection_timeout",
            "How long one attempt to connect may take. Requests don't wait for it.",
            o => o.ConnectionTimeout, (o, v) => o.ConnectionTimeout = v,
            RedisTierDefaults.MinimumConnectionTimeout, RedisTierDefaults.MaximumConnectionTimeout)
        .AddOptionalInteger(
            "database",
            "The index of the database.",
            o => o.Database, (o, v) => o.Database = v,
            0, 16383, otherwise: "that of the URL, or 0")
        .AddText(
            "ssl_ca_file",
            "The authority that has signed the server's certificate, if it is a private one.",
            o => o.SslCaFile, (o, v) => o.SslCaFile = string.IsNullOrEmpty(v) ? null : v,
            "the path of a PEM file")
        .AddShortForm("redis_url", "url")
        .AddVariable("REDIS_URL", UrlPattern, "a URL that begins with redis:// or rediss://");
}
