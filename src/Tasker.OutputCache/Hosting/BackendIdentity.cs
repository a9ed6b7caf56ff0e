using Tasker.OutputCache.Configuration;

namespace Tasker.OutputCache.Hosting;

/// <summary>What a back end is made of. Where any of it changes, another one takes its place.</summary>
/// <param name="Name">Its name.</param>
/// <param name="KeyPrefix">The prefix, which is part of the log's name.</param>
/// <param name="Retention">How long its log remembers.</param>
/// <param name="Settings">The keys of its section and their values.</param>
internal sealed record BackendIdentity(string Name, string KeyPrefix, TimeSpan Retention, string Settings)
{
    public static BackendIdentity Of(TaskerOutputCacheOptions options, BindingResult? binding)
    {
        // Every name that is no package of its own is a server that speaks the language of Redis.
        var name = options.Backend;
        var packages = binding?.PackageSettings ?? [];
        var section = packages.Any(setting => setting.Table == name) ? name : BackendNames.Redis;
        var log = options.Evictions.Log;
        var settings = packages.Where(setting => setting.Table == log || (name != BackendNames.Memory && setting.Table == section)).Select(static setting => $"{setting.Key.Name}={setting.Value}");
        return new(log == EvictionDefaults.Log ? name : $"{name}+{log}", options.KeyPrefix, options.Evictions.Retention, string.Join('\n', settings));
    }

    // The settings have secrets in them.
    public override string ToString() => Name;
}
