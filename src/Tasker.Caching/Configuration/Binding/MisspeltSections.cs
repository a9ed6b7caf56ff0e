using Microsoft.Extensions.Configuration;
using Tasker.Caching.Configuration.Keys;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Configuration.Binding;

/// <summary>Finds sections that were meant for the cache and whose names are spelt wrong.</summary>
internal static class MisspeltSections
{
    /// <summary>Finds them below a configuration.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="keys">Every key there is. A section without any of them is another component's.</param>
    /// <returns>Each section with the path that was probably meant.</returns>
    public static IEnumerable<(IConfigurationSection Section, string Meant)> Find(IConfiguration configuration, ConfigurationKeys keys)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var path in SectionFinder.WellKnownPaths)
        {
            foreach (var (section, isExact) in Near(configuration, path.Split(ConfigurationPath.KeyDelimiter)))
            {
                if (!isExact && IsOfTheCache(section, keys) && seen.Add(section.Path))
                {
                    yield return (section, path.Replace(ConfigurationPath.KeyDelimiter, ".", StringComparison.Ordinal));
                }
            }
        }
    }

    private static IEnumerable<(IConfigurationSection Section, bool IsExact)> Near(IConfiguration parent, ReadOnlyMemory<string> path)
    {
        var wanted = path.Span[0];
        foreach (var child in parent.GetChildren())
        {
            var isExact = KeyName.Normalize(child.Key) == KeyName.Normalize(wanted);
            if (!isExact && KeySuggestion.Nearest(child.Key, [wanted]) is null)
            {
                continue;
            }

            if (path.Length == 1)
            {
                yield return (child, isExact);
                continue;
            }

            foreach (var (section, isRestExact) in Near(child, path[1..]))
            {
                yield return (section, isExact && isRestExact);
            }
        }
    }

    private static bool IsOfTheCache(IConfigurationSection section, ConfigurationKeys keys) =>
        section.GetChildren().Any(child => keys.Common.TryFind(child.Key, out _, out _)
            || keys.TryFindPackage(child.Key, out _)
            || PackageHint.Covers(child.Key)
            || ConfigurationKeys.ReservedSections.Any(name => KeyName.Normalize(name) == KeyName.Normalize(child.Key)));
}
