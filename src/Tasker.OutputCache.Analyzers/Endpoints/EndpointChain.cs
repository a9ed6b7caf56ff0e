using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Tasker.OutputCache.Analyzers.Declarations;
using Tasker.OutputCache.Analyzers.Routes;

namespace Tasker.OutputCache.Analyzers.Endpoints;

/// <summary>The calls that make one endpoint: <c>app.MapGet(...).WithName(...).CacheAnalytics(...)</c>.</summary>
internal sealed class EndpointChain
{
    private const int MaximumLength = 64;
    private const string Builder = "Microsoft.AspNetCore.Builder.EndpointRouteBuilderExtensions";
    private const string Application = "Microsoft.AspNetCore.Builder.WebApplication";
    private const string Hubs = "Microsoft.AspNetCore.Builder.HubEndpointRouteBuilderExtensions";

    private readonly List<IInvocationOperation> _calls = [];

    private EndpointChain(IInvocationOperation map) => Map = map;

    /// <summary>Gets the call that maps the endpoint or the group.</summary>
    public IInvocationOperation Map { get; }

    /// <summary>Gets the calls that follow on the builder, and those on the groups around.</summary>
    public IReadOnlyList<IInvocationOperation> Calls => _calls;

    public bool IsGroup => Map.TargetMethod.Name == "MapGroup";

    public bool IsHub => TypeNames.Is(Map.TargetMethod.ContainingType, Hubs);

    /// <summary>Finds the chain that a call belongs to.</summary>
    /// <returns><see langword="null"/> if what it is called on comes from elsewhere.</returns>
    public static EndpointChain? Find(IInvocationOperation call)
    {
        var map = call;
        for (var i = 0; i < MaximumLength && !IsMap(map); i++)
        {
            if (ReceiverOf(map) is not IInvocationOperation receiver)
            {
                return null;
            }

            map = receiver;
        }

        if (!IsMap(map))
        {
            return null;
        }

        var chain = new EndpointChain(map);
        chain.AddOuter(map);
        chain.AddOuter(call);
        chain.AddGroups(map);
        return chain;
    }

    /// <summary>Tells whether a call maps an endpoint, a group or a hub.</summary>
    public static bool IsMap(IInvocationOperation call) =>
        (call.TargetMethod.Name is "Map" or "MapGet" or "MapPost" or "MapPut" or "MapDelete" or "MapPatch" or "MapMethods" or "MapFallback" or "MapGroup" && TypeNames.Is(call.TargetMethod.ContainingType, Builder))
        || (call.TargetMethod.Name == "MapHub" && TypeNames.Is(call.TargetMethod.ContainingType, Hubs));

    /// <summary>Returns the names of the route, as far as the groups around are seen.</summary>
    public RouteNames ReadRoute(CompilationScan scan)
    {
        var names = new RouteNames(scan);
        foreach (var call in Around(Map).Prepend(Map))
        {
            if (IsMap(call) && call.TargetMethod.Parameters.Any(static parameter => parameter.Name is "pattern" or "prefix"))
            {
                var pattern = DeclarationReader.ValueOf(call, "pattern") ?? DeclarationReader.ValueOf(call, "prefix");
                names.Add(pattern?.ConstantValue is { HasValue: true, Value: string text } ? text : null);
            }

            names.HasUnknownPrefix = !TypeNames.Is(ReceiverOf(call)?.Type, Application);
        }

        return names;
    }

    /// <summary>Returns what a call is made on; a local variable is what it was set to.</summary>
    private static IOperation? ReceiverOf(IInvocationOperation call)
    {
        var receiver = ArrayText.Unwrap(call.Instance ?? (call.TargetMethod.IsExtensionMethod ? call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Ordinal == 0)?.Value : null));
        if (TypeNames.Is(receiver?.Type, Application))
        {
            // Nothing stands in front of it; how it was made does not matter.
            return receiver is IInvocationOperation ? null : receiver;
        }

        return receiver is ILocalReferenceOperation { Local: { DeclaringSyntaxReferences: [var declared], IsForEach: false } } local
            && declared.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: { } value } && local.SemanticModel?.SyntaxTree == value.SyntaxTree
            ? ArrayText.Unwrap(local.SemanticModel.GetOperation(value)) ?? receiver
            : receiver;
    }

    private void AddOuter(IInvocationOperation call)
    {
        for (var outer = Next(call); outer is not null && _calls.Count < MaximumLength; outer = Next(outer))
        {
            Add(outer);
        }

        Add(call);
    }

    private void Add(IInvocationOperation call)
    {
        if (!_calls.Exists(other => other.Syntax == call.Syntax))
        {
            _calls.Add(call);
        }
    }

    private static IInvocationOperation? Next(IOperation operation)
    {
        var parent = operation.Parent;
        while (parent is IConversionOperation)
        {
            parent = parent.Parent;
        }

        return parent is IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation { Instance: null, TargetMethod.IsExtensionMethod: true } extension } ? extension
            : parent is IInvocationOperation call && ArrayText.Unwrap(call.Instance) == operation ? call
            : null;
    }

    // Conventions of a group apply to its endpoints, so far as they are in the chain that makes it.
    private void AddGroups(IInvocationOperation map)
    {
        foreach (var call in Around(map))
        {
            Add(call);
        }
    }

    // A variable that is made of itself is a mistake, and what editors see while it is typed.
    private static IEnumerable<IInvocationOperation> Around(IInvocationOperation map)
    {
        var call = map;
        for (var i = 0; i < MaximumLength && ReceiverOf(call) is IInvocationOperation receiver; i++)
        {
            yield return call = receiver;
        }
    }
}
