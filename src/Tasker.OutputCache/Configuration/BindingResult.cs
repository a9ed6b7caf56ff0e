namespace Tasker.OutputCache.Configuration;

/// <summary>What a configuration said.</summary>
/// <param name="Options">The options: values that are not allowed were left at what they were before.</param>
/// <param name="SectionPath">The section that was read; <see langword="null"/> where there is none.</param>
/// <param name="Problems">Every mistake, in the order of the configuration.</param>
/// <param name="PackageOptions">The options of the packages by their type.</param>
internal sealed record BindingResult(
    TaskerOutputCacheOptions Options,
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
