using Tasker.Caching.Configuration.Keys;
using Tasker.Configuration.Toml;

namespace Tasker.Caching.Configuration.Binding;

/// <summary>The variables that may be expanded: those of the cache, those of the host's packages, and those that the host allows.</summary>
/// <remarks>Write access to a configuration file must not give read access to the process's environment.</remarks>
/// <param name="own">The host's own. They go before all others of the same name.</param>
/// <param name="packages">What the packages of the host declare.</param>
internal sealed class ConfigurationVariables(IEnumerable<ConfigurationVariable> own, params IEnumerable<PackageSection> packages)
{
    private static readonly ConfigurationVariable[] Known =
    [
        new("TASKER_CACHE_BACKEND", "[A-Za-z0-9_-]{1,32}", "the name of a back end"),
        new("TASKER_CACHE_KEY_PREFIX", "[A-Za-z0-9._:-]{1,64}", "a key prefix"),
    ];

    public static readonly ConfigurationVariables KnownOnly = new([]);

    public IReadOnlyList<ConfigurationVariable> All { get; } = [.. own, .. packages.SelectMany(static package => package.Variables), .. PackageHint.All.Select(static hint => hint.Variable).OfType<ConfigurationVariable>(), .. Known];
}
