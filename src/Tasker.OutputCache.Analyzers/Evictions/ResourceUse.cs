using Tasker.OutputCache.Analyzers.Endpoints;
using Tasker.OutputCache.Analyzers.Inputs;

namespace Tasker.OutputCache.Analyzers.Evictions;

/// <summary>The dimensions that one endpoint gives to its resource.</summary>
/// <param name="Resource">The resource; <see langword="null"/> if it is not known here.</param>
/// <param name="Dimensions">The dimensions.</param>
/// <param name="KeyOnly">Parameters with a default: no eviction can name them.</param>
/// <param name="IsComplete">Whether there are no others.</param>
internal sealed record ResourceUse(string? Resource, HashSet<string> Dimensions, HashSet<string> KeyOnly, bool IsComplete)
{
    public static ResourceUse Of(CachedEndpoint endpoint)
    {
        var declaration = endpoint.Declaration;
        var use = new ResourceUse(
            declaration.Resource,
            new HashSet<string>(StringComparer.OrdinalIgnoreCase),
            new HashSet<string>(StringComparer.OrdinalIgnoreCase),
            !declaration.Vary.IsOpen && !declaration.Computed.IsOpen && (!declaration.IsInferred || endpoint.Inputs is not null));
        foreach (var parameter in endpoint.Declared)
        {
            use.Add(parameter.Name, parameter.Default is null);
        }

        foreach (var computed in declaration.Computed.Items)
        {
            use.Add(computed.Value.TrimEnd('='), !computed.Value.EndsWith("=", StringComparison.Ordinal));
        }

        foreach (var input in declaration.IsInferred ? endpoint.Inputs?.Inputs ?? [] : (IReadOnlyList<BoundInput>)[])
        {
            use.Add(input.Name, input.IsCandidate);
        }

        return use;
    }

    private void Add(string name, bool isDimension) => (isDimension ? Dimensions : KeyOnly).Add(name);
}
