using System.Diagnostics.CodeAnalysis;

namespace Tasker.OutputCache.Configuration;

/// <summary>Every key there is: those of the core, and those that the host's packages declare.</summary>
/// <param name="packages">What the packages declare.</param>
internal sealed class ConfigurationKeys(IEnumerable<PackageSection> packages)
{
    public const string ResourcesSection = "resources";

    // What packages of ours read is known even where the package is absent: such keys are no typing mistakes.
    private static readonly string[] SectionsOfPackages = ["redis", "memcached"];
    private static readonly string[] KeysOfPackages = ["redisurl", "memcachedurl"];

    private static readonly ShortForm[] ResourceShortForms =
    [
        new("analytics_ttl", CacheResourceDefaults.Analytics, "ttl"),
        new("template_ttl", CacheResourceDefaults.Templates, "ttl"),
    ];

    public IReadOnlyList<PackageSection> Packages { get; } = [.. packages];

    /// <summary>Gets the tables of the core, in the order of the documentation.</summary>
    public static IReadOnlyList<KeyTable> CoreTables { get; } =
        [CommonKeys.Table, MemoryKeys.Table, EvictionKeys.Table, CircuitBreakerKeys.Table, ResourceKeys.Table];

    /// <summary>Gets the short forms for keys of well known resources.</summary>
    public static IReadOnlyList<ShortForm> ResourceForms => ResourceShortForms;

    public IEnumerable<KeyTable> AllTables => CoreTables.Concat(Packages.Select(static p => p.Table));

    public bool TryFindPackage(string section, [NotNullWhen(true)] out PackageSection? package)
    {
        var name = KeyName.Normalize(section);
        package = Packages.FirstOrDefault(p => KeyName.Normalize(p.Name) == name);
        return package is not null;
    }

    /// <summary>Tells whether a key belongs to one of our packages that this host does not use.</summary>
    public static bool BelongsToAbsentPackage(string name) =>
        KeyName.Normalize(name) is var normal && (SectionsOfPackages.Contains(normal) || KeysOfPackages.Contains(normal));

    /// <summary>Gets all that may stand in a section, for suggestions: the names with each unit.</summary>
    public IEnumerable<string> NamesIn(KeyTable table)
    {
        foreach (var key in table.Keys)
        {
            yield return key.DocumentedName;
            yield return key.Name;
            foreach (var unit in key.Units)
            {
                yield return $"{key.Name}_{unit}";
            }
        }

        if (table.Name.Length > 0)
        {
            yield break;
        }

        foreach (var form in ResourceShortForms)
        {
            yield return $"{form.Name}_seconds";
        }

        foreach (var section in (string[])["memory", "moka", "evictions", "circuit_breaker", ResourcesSection, .. SectionsOfPackages])
        {
            yield return section;
        }

        foreach (var package in Packages)
        {
            yield return package.Name;
            foreach (var form in package.ShortForms)
            {
                yield return form.Name;
            }
        }
    }

    /// <summary>Gets the names of all durations that may stand in a section, without units.</summary>
    public static IEnumerable<string> DurationsIn(KeyTable table) =>
        table.Durations.Concat(table.Name.Length > 0 ? [] : ResourceShortForms.Select(static form => form.Name));
}
