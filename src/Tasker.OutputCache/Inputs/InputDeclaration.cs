using Tasker.OutputCache.Inputs.Inferred;
using Tasker.OutputCache.Policies;

namespace Tasker.OutputCache.Inputs;

/// <summary>What an endpoint says of its inputs, whatever its settings are.</summary>
/// <param name="Parameters">The parameters of its key.</param>
/// <param name="Route">What routing adds to the key.</param>
/// <param name="Bound">What its handler binds.</param>
/// <param name="Ignored">The inputs that it dismisses, by attributes of parameters too.</param>
/// <param name="Partition">Who shares its responses, if it says so itself.</param>
/// <param name="IsHostBound">Whether scheme and host are in the key whatever the resource says.</param>
internal sealed record InputDeclaration(CacheParameterSet Parameters, EndpointRoute Route, BoundInputs Bound, IReadOnlyList<string> Ignored, CachePartition? Partition, bool IsHostBound)
{
    /// <summary>Gets what its handler was seen to read beside its key. Routing may make the endpoint anew; this stays.</summary>
    public InputRegistry Registry { get; init; } = new();

    /// <summary>Makes a declaration of an endpoint's metadata.</summary>
    public static InputDeclaration Of(CacheResourceAttribute metadata, CacheParameterSet parameters, EndpointRoute route, BoundInputs bound, bool isHostBound, InputRegistry registry)
    {
        var byAttribute = bound.Inputs.Where(static input => input.IsIgnored).SelectMany(static input => new[] { input.Name, input.FullName }.OfType<string>()
            .Select(name => InputText.Ignored(input.Source == CacheParameterSource.Header ? InputKind.Header : InputKind.Query, name)));
        return new InputDeclaration(parameters, route, bound, [.. metadata.Ignore, .. byAttribute], metadata.OwnPartition, isHostBound) { Registry = registry };
    }
}
