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
    /// <summary>Gets the options of a package, which must have declared its section.</summary>
    public TOptions GetPackageOptions<TOptions>() => (TOptions)PackageOptions[typeof(TOptions)];
}
