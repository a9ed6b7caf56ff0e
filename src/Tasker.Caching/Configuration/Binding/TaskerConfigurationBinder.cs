using Microsoft.Extensions.Configuration;
using Tasker.Caching.Configuration.Keys;
using Tasker.Caching.Configuration.Options;
using Tasker.Caching.Configuration.Problems;
using Tasker.Caching.Configuration.Resources;
using Tasker.Configuration.Toml;

namespace Tasker.Caching.Configuration.Binding;

/// <summary>Reads our section of a configuration, whatever its shape and spelling. It never throws for what stands there.</summary>
/// <param name="keys">Every key there is.</param>
/// <param name="expander">Expands variables; by default those of the environment.</param>
/// <param name="root">The root of the configuration, which knows its sources, where a section of it is read.</param>
internal sealed class TaskerConfigurationBinder(ConfigurationKeys keys, VariableExpander? expander = null, IConfigurationRoot? root = null)
{
    private readonly VariableExpander _expander = expander ?? new VariableExpander(ConfigurationVariables.KnownOnly.All, Environment.GetEnvironmentVariable);

    /// <summary>Reads the cache's section.</summary>
    /// <param name="configuration">The configuration, or the section itself.</param>
    /// <param name="sectionPath">The path of the section; by default it is looked for at the well known places.</param>
    /// <param name="options">The options to set; by default new ones.</param>
    /// <param name="previous">What is in force: it stays so where a value is not allowed.</param>
    public BindingResult Bind(
        IConfiguration configuration, string? sectionPath = null, TaskerCachingOptions? options = null, BindingResult? previous = null)
    {
        options ??= new TaskerCachingOptions();
        var problems = new List<ConfigurationProblem>();
        var layers = new ConfigurationLayers(configuration, root);
        var packages = keys.Packages.ToDictionary(static p => p.OptionsType, static p => p.CreateOptions());

        // First, so that the breaker in the cache's own section wins over the one that components share.
        var shared = new KeyCollector(layers, keys, _expander, previous, problems);
        foreach (var breaker in SectionFinder.FindBreakers(configuration))
        {
            shared.CollectTable(breaker, CircuitBreakerKeys.Table, CircuitBreakerKeys.Table.Name, options.CircuitBreaker);
        }

        shared.Apply();

        var collector = new KeyCollector(layers, keys, _expander, previous, problems);
        var sections = FindSections(configuration, sectionPath, collector, problems);
        foreach (var section in sections)
        {
            CollectCache(section, options, packages, collector);
        }

        collector.Apply();
        var applied = new Dictionary<string, AppliedSetting>(shared.Applied, StringComparer.OrdinalIgnoreCase);
        foreach (var (place, setting) in collector.Applied)
        {
            applied[place] = setting;
        }

        return new BindingResult(options, sections.Count > 0 ? sections[0].Path : null, problems, packages)
        {
            Applied = applied,
            Packages = keys.Packages,
            PackageSettings = [.. keys.Packages.SelectMany(p => SettingText.Of(p.Table, p.Name, packages[p.OptionsType]))],
        };
    }

    private IReadOnlyList<IConfigurationSection> FindSections(
        IConfiguration configuration, string? sectionPath, KeyCollector collector, List<ConfigurationProblem> problems)
    {
        if (sectionPath is not null)
        {
            return ReportIfAbsent(SectionFinder.Find(configuration, sectionPath), sectionPath, problems);
        }

        IReadOnlyList<IConfigurationSection> chosen = [];
        foreach (var path in SectionFinder.WellKnownPaths)
        {
            var found = SectionFinder.Find(configuration, path);
            if (chosen.Count == 0)
            {
                chosen = found;
            }
            else if (found.Count > 0)
            {
                collector.Report(found[0], null, null, $"is ignored: '{chosen[0].Path.Replace(':', '.')}' is there too.");
            }
        }

        foreach (var (misspelt, meant) in MisspeltSections.Find(configuration, keys))
        {
            collector.Report(misspelt, null, null, "is no section of the cache and is ignored.", meant);
        }

        return chosen.Count == 0 && configuration is IConfigurationSection section
            ? ReportIfAbsent(section.Exists() ? [section] : [], section.Path, problems)
            : chosen;
    }

    private static IReadOnlyList<IConfigurationSection> ReportIfAbsent(
        IReadOnlyList<IConfigurationSection> found, string path, List<ConfigurationProblem> problems)
    {
        if (found.Count == 0)
        {
            problems.Add(new(path.Replace(':', '.'), null, null, "is not there; the defaults are used."));
        }

        return found;
    }

    private void CollectCache(
        IConfigurationSection section,
        TaskerCachingOptions options,
        Dictionary<Type, object> packages,
        KeyCollector collector)
    {
        if (collector.IsNoSection(section))
        {
            return;
        }

        foreach (var child in section.GetChildren())
        {
            if (keys.Common.TryFind(child.Key, out var key, out var unit))
            {
                collector.Add(child, key, unit, string.Empty, options);
            }
            else if (!CollectSection(child, options, packages, collector)
                && !CollectShortForm(child, options, packages, collector)
                && !PackageHint.Covers(child.Key))
            {
                collector.ReportUnknown(child, keys.Common);
            }
        }
    }

    private bool CollectSection(
        IConfigurationSection section,
        TaskerCachingOptions options,
        Dictionary<Type, object> packages,
        KeyCollector collector)
    {
        switch (KeyName.Normalize(section.Key))
        {
            case "memory" or "moka":
                collector.CollectTable(section, MemoryKeys.Table, MemoryKeys.Table.Name, options.Memory);
                return true;
            case "evictions":
                collector.CollectTable(section, keys.Evictions, keys.Evictions.Name, options.Evictions);
                return true;
            case "circuitbreaker":
                collector.CollectTable(section, CircuitBreakerKeys.Table, CircuitBreakerKeys.Table.Name, options.CircuitBreaker);
                return true;
            case ConfigurationKeys.ResourcesSection:
                CollectResources(section, options, collector);
                return true;
            case CacheResourceDefaults.Analytics or CacheResourceDefaults.Templates:
                CollectResource(section, options, collector);
                return true;
        }

        if (!keys.TryFindPackage(section.Key, out var package))
        {
            return false;
        }

        collector.CollectTable(section, package.Table, package.Name, packages[package.OptionsType]);
        return true;
    }

    private static void CollectResources(IConfigurationSection section, TaskerCachingOptions options, KeyCollector collector)
    {
        if (collector.IsNoSection(section))
        {
            return;
        }

        foreach (var child in section.GetChildren())
        {
            if (ResourceName.IsValid(child.Key))
            {
                CollectResource(child, options, collector);
            }
            else
            {
                collector.Report(child, null, ResourceName.Allowed, "is no name for a resource and is ignored.");
            }
        }
    }

    private static void CollectResource(IConfigurationSection section, TaskerCachingOptions options, KeyCollector collector) =>
        collector.CollectTable(section, ResourceKeys.Table, ResourcePlace(section.Key), ResourceOf(options, section.Key));

    private static string ResourcePlace(string name) => $"{ConfigurationKeys.ResourcesSection}:{name.ToLowerInvariant()}";

    private static CacheResourceOptions ResourceOf(TaskerCachingOptions options, string name)
    {
        if (!options.Resources.TryGetValue(name, out var resource))
        {
            options.Resources[name] = resource = new CacheResourceOptions();
        }

        return resource;
    }

    private bool CollectShortForm(
        IConfigurationSection section, TaskerCachingOptions options, Dictionary<Type, object> packages, KeyCollector collector)
    {
        foreach (var form in ConfigurationKeys.ResourceForms)
        {
            if (form.TryExpand(section.Key, out var name) && ResourceKeys.Table.TryFind(name, out var key, out var unit))
            {
                collector.Add(section, key, unit, ResourcePlace(form.Section), ResourceOf(options, form.Section), isShortForm: true);
                return true;
            }
        }

        foreach (var package in keys.Packages)
        {
            foreach (var form in package.ShortForms)
            {
                if (form.TryExpand(section.Key, out var name) && package.Table.TryFind(name, out var key, out var unit))
                {
                    collector.Add(section, key, unit, package.Name, packages[package.OptionsType], isShortForm: true);
                    return true;
                }
            }
        }

        return false;
    }
}
