using Tasker.OutputCache.Configuration;

namespace Tasker.OutputCache.Redis.Configuration;

/// <summary>The keys of the section <c>redis</c>.</summary>
internal static class RedisKeys
{
    public static readonly KeyTable Table = new("redis",
    [
        new ScalarKey<RedisTierOptions, string>(
            "url",
            new TextFormat("a URL such as redis://host:6379/0 or rediss://user:password@host:6379, several hosts with commas between them", static url => !string.IsNullOrWhiteSpace(url)),
            RedisTierDefaults.Url, o => o.Url, (o, v) => o.Url = v,
            "Where the server is.")
        {
            IsSecret = true,
        },
        new ScalarKey<RedisTierOptions, int>(
            "max_connections",
            new IntegerFormat(1, RedisTierDefaults.MaximumMaxConnections),
            RedisTierDefaults.MaxConnections, o => o.MaxConnections, (o, v) => o.MaxConnections = v,
            "How many connections are opened at most."),
        new ScalarKey<RedisTierOptions, TimeSpan>(
            "connection_timeout",
            new DurationFormat(RedisTierDefaults.MinimumConnectionTimeout, RedisTierDefaults.MaximumConnectionTimeout),
            RedisTierDefaults.ConnectionTimeout, o => o.ConnectionTimeout, (o, v) => o.ConnectionTimeout = v,
            "How long one attempt to connect may take. Requests don't wait for it."),
        new OptionalKey<RedisTierOptions, int>(
            "database",
            new IntegerFormat(0, 16383),
            "that of the URL, or 0", o => o.Database, (o, v) => o.Database = v,
            "The index of the database."),
        new ScalarKey<RedisTierOptions, string>(
            "ssl_ca_file",
            new TextFormat("the path of a PEM file", static _ => true),
            string.Empty, o => o.SslCaFile ?? string.Empty, (o, v) => o.SslCaFile = string.IsNullOrEmpty(v) ? null : v,
            "The authority that has signed the server's certificate, if it is a private one."),
    ]);
}
