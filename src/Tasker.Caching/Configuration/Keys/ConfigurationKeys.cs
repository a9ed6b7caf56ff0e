using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Configuration.Options;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Configuration.Keys;

/// <summary>Every key there is: those of the core, and those that the host's packages declare.</summary>
internal sealed class ConfigurationKeys
{
    public const string ResourcesSection = "resources";

    private static readonly string[] SectionsOfCore = ["memory", "moka", "evictions", "circuit_breaker", ResourcesSection];

    private static readonly ShortForm[] ResourceShortForms =
    [
        new("analytics_ttl", CacheResourceDefaults.Analytics, "ttl"),
        new("template_ttl", CacheResourceDefaults.Templates, "ttl"),
    ];

    /// <param name="packages">What the packages declare.</param>
    public ConfigurationKeys(IEnumerable<PackageSection> packages)
    {
        Packages = [.. packages];
        Backends = new BackendNames(Packages);
        Common = CommonKeys.Create(Backends);
        Evictions = EvictionKeys.Create(Backends);
    }

    public IReadOnlyList<PackageSection> Packages { get; }

    /// <summary>Gets the names that back ends may have in this host.</summary>
    public BackendNames Backends { get; }

    /// <summary>Gets the keys of the cache's own section.</summary>
    public KeyTable Common { get; }

    /// <summary>Gets the keys of the section about evictions.</summary>
    public KeyTable Evictions { get; }

    /// <summary>Gets the tables of the core, in the order of the documentation.</summary>
    public static IReadOnlyList<KeyTable> CoreTables { get; } =
        [CommonKeys.Table, MemoryKeys.Table, EvictionKeys.Table, CircuitBreakerKeys.Table, ResourceKeys.Table];

    /// <summary>Gets the names that no package's section may have.</summary>
    public static IEnumerable<string> ReservedSections =>
        [.. SectionsOfCore, CacheResourceDefaults.Analytics, CacheResourceDefaults.Templates, .. CommonKeys.Table.Keys.Select(static key => key.Name)];

    /// <summary>Gets the short forms for keys of well known resources.</summary>
    public static IReadOnlyList<ShortForm> ResourceForms => ResourceShortForms;

    public IEnumerable<KeyTable> AllTables => [Common, MemoryKeys.Table, Evictions, CircuitBreakerKeys.Table, ResourceKeys.Table, .. Packages.Select(static p => p.Table)];

    public bool TryFindPackage(string section, [NotNullWhen(true)] out PackageSection? package)
    {
        var name = KeyName.Normalize(section);
        package = Packages.FirstOrDefault(p => KeyName.Normalize(p.Name) == name);
        return package is not null;
    }

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

        foreach (var section in (string[])[.. SectionsOfCore, .. PackageHint.All.Select(static hint => hint.Section)])
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
