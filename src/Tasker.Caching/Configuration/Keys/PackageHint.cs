using System.Collections.ObjectModel;
using Tasker.Configuration.Toml;

namespace Tasker.Caching.Configuration.Keys;

/// <summary>What a configuration may name although the host lacks the package for it. It is data for messages: nothing else depends on it.</summary>
/// <param name="Package">The package to add.</param>
/// <param name="Call">The method to call.</param>
/// <param name="Section">The section of the package. It is no typing mistake where the package is absent.</param>
/// <param name="ShortForm">The key of the cache's own section that stands for one of that section. It is no mistake either.</param>
/// <param name="Backends">The names of its back ends.</param>
/// <param name="Variable">The variable of its address, if it has one. <c>backend = "${REDIS_URL:+redis}"</c> leads to a message that names the package, not to one about the variable.</param>
/// <param name="HoldsLogs">Whether its back ends can have the eviction log beside the entries of another one.</param>
internal sealed record PackageHint(
    string Package, string Call, string Section, string ShortForm, IReadOnlyList<string> Backends, ConfigurationVariable? Variable = null, bool HoldsLogs = false)
{
    private const string Authority = @"(?:[^\s@]*@)?[^\s@/?,]+(?:,[^\s@/?,]+)*";

    public static readonly ReadOnlyCollection<PackageHint> All = new(
    [
        new("Tasker.Caching.Redis", "AddRedis()", "redis", "redis_url", ["redis", "dragonfly", "valkey", "garnet"],
            new("REDIS_URL", $@"(?i:rediss?|valkeys?)://{Authority}(?:/[0-9]*)?(?:\?[^\s]*)?", "a URL that begins with redis:// or rediss://")),
        new("Tasker.Caching.Memcached", "AddMemcached()", "memcached", "memcached_url", ["memcached"],
            new("MEMCACHED_URL", $@"(?i:tcp|memcached)://{Authority}/?", "a URL that begins with tcp:// or memcached://")),
        new("Tasker.Caching.PostgreSql", "AddPostgres()", "postgres", "postgres_connection_string", ["postgres"], HoldsLogs: true),
    ]);

    /// <summary>Finds the package that brings a back end.</summary>
    public static PackageHint? Of(string backend) => All.FirstOrDefault(hint => hint.Backends.Contains(backend, StringComparer.Ordinal));

    /// <summary>Says whether a key belongs to one of these packages.</summary>
    public static bool Covers(string key) =>
        KeyName.Normalize(key) is var name && All.Any(hint => KeyName.Normalize(hint.Section) == name || KeyName.Normalize(hint.ShortForm) == name);
}
