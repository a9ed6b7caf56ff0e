using Microsoft.CodeAnalysis;
using Tasker.OutputCache.Analyzers.Declarations;
using Tasker.OutputCache.Analyzers.Inputs;
using Tasker.OutputCache.Analyzers.Routes;

namespace Tasker.OutputCache.Analyzers.Endpoints;

/// <summary>An endpoint that is declared as cached.</summary>
/// <param name="Declaration">The declaration.</param>
/// <param name="Route">The names of its route.</param>
/// <param name="Inputs">What its handler binds; <see langword="null"/> if the handler is not known here.</param>
internal sealed record CachedEndpoint(Declaration Declaration, RouteNames Route, BoundInputs? Inputs)
{
    /// <summary>Gets why it has nothing to cache, or <see langword="null"/>.</summary>
    public string? Uncacheable { get; init; }

    public IReadOnlyList<FilterUse> Filters { get; init; } = [];

    /// <summary>Gets the code of the handler, where it can be seen.</summary>
    public IReadOnlyList<IOperation> Bodies { get; init; } = [];

    /// <summary>Gets the framework's own caching beside ours, and where it stands.</summary>
    public (string Name, Location Location)? Other { get; init; }

    /// <summary>Gets the parameters that are declared and can be read.</summary>
    public IReadOnlyList<KeyParameter> Declared { get; } =
        [.. Declaration.Vary.Items.Select(static item => KeyParameter.TryParse(item.Value, out var parameter, out _) ? parameter : null).OfType<KeyParameter>()];

    /// <summary>Tells whether a computed parameter has this name.</summary>
    public bool IsComputed(string name) => Declaration.Computed.Items.Exists(item => item.Value.TrimEnd('=').Equals(name, StringComparison.OrdinalIgnoreCase));
}
