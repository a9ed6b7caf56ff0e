using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Configuration.Binding;
using Tasker.Caching.Configuration.Formats;
using Tasker.Caching.Configuration.Keys;
using Tasker.Caching.Configuration.Problems;
using Tasker.Caching.Hosting.Backends;

namespace Tasker.Caching.Engine;

/// <summary>Makes reports of the configuration.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class ConfigurationReporter
{
    private const string Default = "default";
    private const string Code = "code";

    private readonly ResourceCatalog _resources;
    private readonly TaskerOptionsSetup _setup;
    private readonly BackendSelector _backends;

    internal ConfigurationReporter(ResourceCatalog resources, TaskerOptionsSetup setup, BackendSelector backends)
    {
        _resources = resources;
        _setup = setup;
        _backends = backends;
    }

    /// <summary>Reports what is in force, where each value comes from, and what is wrong.</summary>
    public ConfigurationReport Report()
    {
        var options = _resources.Options;
        var binding = _setup.Binding;
        var settings = SettingText.Of(options)
            .Concat(binding?.Packages.SelectMany(package => SettingText.Of(package.Table, package.Name, binding.PackageOptions[package.OptionsType])) ?? [])
            .Select(setting => Describe(setting, binding?.Applied.GetValueOrDefault(setting.Place), DecidedFor(setting)));
        var broken = JsonFiles.ProblemsOf(_setup.Sources);
        var backend = _backends.Check(options, binding);
        return new(
            binding?.SectionPath?.Replace(':', '.'),
            [.. settings],
            [.. broken.Concat(_setup.Problems).Concat(backend is null ? [] : [backend]).Select(static problem => problem.ToString()).Distinct()]);
    }

    private CacheResourceOptions? DecidedFor(SettingText setting)
    {
        const string Resources = $"{ConfigurationKeys.ResourcesSection}:";
        return setting.Table.StartsWith(Resources, StringComparison.Ordinal) ? _resources.Get(setting.Table[Resources.Length..]).ToOptions() : null;
    }

    private static ReportedSetting Describe(SettingText setting, AppliedSetting? applied, CacheResourceOptions? resource)
    {
        var source = applied is not null && applied.Value == setting.Value ? applied.Origin ?? "configuration"
            : IsDefault(setting) ? Default
            : Code;

        // What the resource does not set itself is shown as it has been decided for it.
        var decided = setting.Value is null && resource is not null ? setting with { Value = setting.Key.Show(resource) } : setting;

        // What came out of the environment may be a secret, whichever key it was put under.
        var shown = applied is { IsExpanded: true } && !setting.Key.IsSecret && setting.Value is { } value && !IsHarmless(setting, value) ? SecretMask.HideSecret(value) : decided.Shown;
        return new(setting.Name, shown, source);
    }

    private static bool IsDefault(SettingText setting) => setting.Value is null or "" || setting.Value == setting.Key.Default;

    // Numbers, durations and names of a fixed set hide nothing.
    private static bool IsHarmless(SettingText setting, string value) =>
        setting.Key.Units.Count > 0 || setting.Key.Allowed.Contains(value, StringComparison.OrdinalIgnoreCase) || long.TryParse(value, out _);
}
