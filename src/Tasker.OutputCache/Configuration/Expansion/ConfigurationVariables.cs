using Tasker.Configuration.Toml;

namespace Tasker.OutputCache.Configuration;

/// <summary>The variables that may be expanded: those of the cache, and those that the host allows.</summary>
/// <remarks>Whoever can write a configuration file must not be able to read the process's environment with it.</remarks>
/// <param name="own">The host's own. They go before those of the cache.</param>
internal sealed class ConfigurationVariables(IEnumerable<ConfigurationVariable> own)
{
    // Credentials may have any character but blanks; a host has none that could begin something else.
    private const string Authority = @"(?:[^\s@]*@)?[^\s@/?,]+(?:,[^\s@/?,]+)*";

    private static readonly ConfigurationVariable[] Known =
    [
        new("REDIS_URL", $@"(?i:rediss?|valkeys?)://{Authority}(?:/[0-9]*)?(?:\?[^\s]*)?", "a URL that begins with redis:// or rediss://"),
        new("MEMCACHED_URL", $@"(?i:tcp|memcached)://{Authority}/?", "a URL that begins with tcp:// or memcached://"),
        new("TASKER_CACHE_BACKEND", "[A-Za-z_-]{1,32}", "the name of a back end"),
        new("TASKER_CACHE_KEY_PREFIX", "[A-Za-z0-9._:-]{1,64}", "a key prefix"),
    ];

    public static readonly ConfigurationVariables KnownOnly = new([]);

    public IReadOnlyList<ConfigurationVariable> All { get; } = [.. own, .. Known];
}
