using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Inputs;
using Tasker.OutputCache.Keys.Parameters;

namespace Tasker.OutputCache.Engine;

/// <summary>What an endpoint says of its inputs, whatever its settings are.</summary>
/// <param name="Parameters">The parameters of its key.</param>
/// <param name="Route">What routing adds to the key.</param>
/// <param name="Bound">What its handler binds.</param>
/// <param name="Ignored">The inputs that it dismisses, by attributes of parameters too.</param>
/// <param name="Partition">Who shares its responses, if it says so itself.</param>
/// <param name="IsHostBound">Whether scheme and host are in the key whatever the resource says.</param>
[Experimental(EngineFace.DiagnosticId)]
public sealed record InputDeclaration(CacheParameterSet Parameters, EndpointRoute Route, BoundInputs Bound, IReadOnlyList<string> Ignored, CachePartition? Partition, bool IsHostBound)
{
    /// <summary>Gets what its handler was seen to read beside its key. Routing may make the endpoint again; this stays.</summary>
    internal InputRegistry Registry { get; init; } = new();

    /// <summary>Gets a value indicating whether the body of a request, and what its headers say of it, is in the key.</summary>
    internal bool TakesBody { get; init; }

    /// <summary>Gets a value indicating whether it binds what can't be inferred, and declares nothing.</summary>
    internal bool HasUnknownBinders { get; init; }

    /// <summary>Makes a declaration of an endpoint's metadata.</summary>
    internal static InputDeclaration Of(CacheResourceAttribute metadata, CacheParameterSet parameters, EndpointRoute route, BoundInputs bound, bool isHostBound, InputRegistry registry)
    {
        var byAttribute = bound.Inputs.Where(static input => input.IsIgnored).SelectMany(static input => new[] { input.Name, input.FullName }.OfType<string>()
            .Select(name => InputText.Ignored(input.Source == CacheParameterSource.Header ? InputKind.Header : InputKind.Query, name)));
        return new InputDeclaration(parameters, route, bound, [.. metadata.Ignore, .. byAttribute], metadata.OwnPartition, isHostBound) { Registry = registry, HasUnknownBinders = bound.Binders.Count > 0 && !metadata.IsDeclared };
    }
}
