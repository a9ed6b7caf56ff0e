using System.Collections.Concurrent;

namespace Tasker.OutputCache.Docs.Tests.Assumptions;

/// <summary>Stands for a library of feature flags.</summary>
public sealed class FeatureFlags
{
    private readonly ConcurrentDictionary<string, bool> _on = new();

    public string Version => string.Join(',', _on.Select(static pair => $"{pair.Key}={pair.Value}").Order());

    public bool IsOn(string name) => _on.GetValueOrDefault(name);

    public void Turn(string name, bool isOn) => _on[name] = isOn;
}
