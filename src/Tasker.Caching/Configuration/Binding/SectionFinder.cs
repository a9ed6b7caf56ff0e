using Microsoft.Extensions.Configuration;

namespace Tasker.Caching.Configuration.Binding;

/// <summary>Finds sections by any spelling of their path. Sources that spell it differently give several sections for one path.</summary>
internal static class SectionFinder
{
    /// <summary>Where the cache's own section is looked for, in this order.</summary>
    public static readonly IReadOnlyList<string> WellKnownPaths = ["common:cache", "orchestration:cache", "TaskerOutputCache"];

    private static readonly string[] BreakerPaths =
        ["common:circuit_breakers:component_configs:cache", "circuit_breakers:component_configs:cache"];

    public static IReadOnlyList<IConfigurationSection> Find(IConfiguration configuration, string path)
    {
        IEnumerable<IConfiguration> found = [configuration];
        foreach (var part in path.Split(ConfigurationPath.KeyDelimiter))
        {
            var name = KeyName.Normalize(part);
            found = found.SelectMany(static c => c.GetChildren()).Where(c => KeyName.Normalize(c.Key) == name);
        }

        return [.. found.OfType<IConfigurationSection>().Where(static s => s.Exists())];
    }

    /// <summary>Finds the section that a host shares with its other components.</summary>
    public static IEnumerable<IConfigurationSection> FindBreakers(IConfiguration configuration) =>
        BreakerPaths.SelectMany(path => Find(configuration, path));
}
