using Tasker.OutputCache.Hosting;

namespace Tasker.OutputCache.Configuration;

/// <summary>Makes reports of the configuration.</summary>
internal sealed class ConfigurationReporter(ResourceCatalog resources, TaskerOptionsSetup setup, BackendSelector backends)
{
    private const string Default = "default";
    private const string Code = "code";

    public ConfigurationReport Report()
    {
        var options = resources.Options;
        var binding = setup.Binding;
        var settings = SettingText.Of(options)
            .Concat(binding?.Packages.SelectMany(package => SettingText.Of(package.Table, package.Name, binding.PackageOptions[package.OptionsType])) ?? [])
            .Select(setting => Describe(setting, binding?.Applied.GetValueOrDefault(setting.Place)));
        var broken = JsonFiles.ProblemsOf(setup.Sources);
        var backend = backends.Check(options, binding);
        return new(
            binding?.SectionPath?.Replace(':', '.'),
            [.. settings],
            [.. broken.Concat(setup.Problems).Concat(backend is null ? [] : [backend]).Select(static problem => problem.ToString()).Distinct()]);
    }

    private static ReportedSetting Describe(SettingText setting, AppliedSetting? applied)
    {
        var source = applied is not null && applied.Value == setting.Value ? applied.Origin ?? "configuration"
            : IsDefault(setting) ? Default
            : Code;

        // What came out of the environment may be a secret, whichever key it was put behind.
        var shown = applied is { IsExpanded: true } && !setting.Key.IsSecret && setting.Value is { } value && !IsHarmless(setting, value) ? SecretMask.HideSecret(value) : setting.Shown;
        return new(setting.Name, shown, source);
    }

    private static bool IsDefault(SettingText setting) => setting.Value is null or "" || setting.Value == setting.Key.Default;

    // Numbers, durations and names of a fixed set hide nothing.
    private static bool IsHarmless(SettingText setting, string value) =>
        setting.Key.Units.Count > 0 || setting.Key.Allowed.Contains(value, StringComparison.OrdinalIgnoreCase) || long.TryParse(value, out _);
}
