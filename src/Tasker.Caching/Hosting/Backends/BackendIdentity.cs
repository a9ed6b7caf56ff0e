using Tasker.Caching.Configuration.Binding;
using Tasker.Caching.Configuration.Options;

namespace Tasker.Caching.Hosting.Backends;

/// <summary>What a back end is made of. Where any of it changes, another one takes its place.</summary>
/// <param name="Name">Its name.</param>
/// <param name="KeyPrefix">The prefix, which is part of the log's name.</param>
/// <param name="Retention">How long its log remembers.</param>
/// <param name="Settings">The keys of its section and their values.</param>
internal sealed record BackendIdentity(string Name, string KeyPrefix, TimeSpan Retention, string Settings)
{
    public static BackendIdentity Of(TaskerCachingOptions options, BindingResult? binding)
    {
        var log = options.Evictions.Log;
        string[] names = log == EvictionDefaults.Log ? [options.Backend] : [options.Backend, log];
        string[] sections = [.. (binding?.Packages ?? []).Where(package => package.HasOutbox || package.BackendNames.Any(names.Contains)).Select(static package => package.Name)];
        var settings = (binding?.PackageSettings ?? []).Where(setting => sections.Contains(setting.Table)).Select(static setting => $"{setting.Table}.{setting.Key.Name}={setting.Value}");
        return new(string.Join('+', names), options.KeyPrefix, options.Evictions.Retention, string.Join('\n', settings));
    }

    // The settings have secrets in them.
    public override string ToString() => Name;
}
