using Tasker.Caching.Configuration.Keys;
using Tasker.Caching.Configuration.Problems;

namespace Tasker.Caching.Configuration.Binding;

/// <summary>What a configuration said.</summary>
/// <param name="Options">The options: values that are not allowed were left at what they were before.</param>
/// <param name="SectionPath">The section that was read; <see langword="null"/> where there is none.</param>
/// <param name="Problems">Every mistake, in the order of the configuration.</param>
/// <param name="PackageOptions">The options of the packages by their type.</param>
internal sealed record BindingResult(
    TaskerCachingOptions Options,
    string? SectionPath,
    IReadOnlyList<ConfigurationProblem> Problems,
    IReadOnlyDictionary<Type, object> PackageOptions)
{
    /// <summary>Gets what the configuration has set, by the place of the key.</summary>
    public required IReadOnlyDictionary<string, AppliedSetting> Applied { get; init; }

    /// <summary>Gets the keys of packages and their values as the configuration has set them, before code changes them.</summary>
    public required IReadOnlyList<SettingText> PackageSettings { get; init; }

    /// <summary>Gets the sections of the packages.</summary>
    public required IReadOnlyList<PackageSection> Packages { get; init; }

    /// <summary>Gets the options of a package, which must have declared its section.</summary>
    public TOptions GetPackageOptions<TOptions>() => (TOptions)PackageOptions[typeof(TOptions)];

    /// <summary>Completes what is wrong with the options of a package: where the key stands, and how it was typed.</summary>
    /// <param name="options">The options of the package as they are in force.</param>
    /// <param name="problem">What is wrong. It begins with the name of the key.</param>
    public string Locate(object options, string problem)
    {
        var package = Packages.First(package => package.OptionsType == options.GetType());
        var name = problem.Split(' ')[0];
        if (SettingText.Of(package.Table, package.Name, options).FirstOrDefault(setting => setting.Key.Name == name) is not { } setting)
        {
            return problem;
        }

        // Code may have changed it since: then no place of the configuration is to blame.
        var applied = Applied.GetValueOrDefault(setting.Place) is { } found && found.Value == setting.Value ? found : null;
        var origin = applied?.Origin is { } place ? $"{place}: " : string.Empty;
        return $"{origin}{applied?.Key ?? $"{package.Name}.{name}"}{problem[name.Length..]}";
    }

    /// <summary>Finds the options that the keys of a section set.</summary>
    public object? FindTarget(string table)
    {
        const string Resources = $"{ConfigurationKeys.ResourcesSection}:";
        if (table.StartsWith(Resources, StringComparison.Ordinal))
        {
            return Options.Resources.TryGetValue(table[Resources.Length..], out var resource) ? resource : null;
        }

        return table switch
        {
            "" => Options,
            _ when table == MemoryKeys.Table.Name => Options.Memory,
            _ when table == EvictionKeys.Table.Name => Options.Evictions,
            _ when table == CircuitBreakerKeys.Table.Name => Options.CircuitBreaker,
            _ => Packages.FirstOrDefault(package => package.Name == table) is { } found ? PackageOptions[found.OptionsType] : null,
        };
    }
}
