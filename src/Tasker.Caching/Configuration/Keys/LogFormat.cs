using Tasker.Caching.Configuration.Options;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Configuration.Keys;

/// <summary>Where the eviction log is: with the entries, or in a back end of its own.</summary>
internal sealed class LogFormat(BackendNames names) : ValueFormat<string>
{
    public override string Allowed { get; } = string.Join(", ", [EvictionDefaults.Log, .. names.Logs]);

    public override bool IsAllowed(string value) => value is not null && TryParse(value, string.Empty, out _);

    public override bool TryParse(string text, string unit, out string value)
    {
        var isWithEntries = KeyName.Normalize(text.Trim()) == EvictionDefaults.Log;
        var isKnown = names.TryResolve(text, out var name) && names.Logs.Contains(name, StringComparer.Ordinal);
        value = isWithEntries ? EvictionDefaults.Log : isKnown ? name : string.Empty;
        return isWithEntries || isKnown;
    }

    public override string Format(string value) => value;
}
