using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Tasker.OutputCache.Analyzers.Declarations;
using Tasker.OutputCache.Analyzers.Inputs;
using Tasker.OutputCache.Analyzers.Routes;

namespace Tasker.OutputCache.Analyzers.Endpoints;

/// <summary>Reads endpoints that are mapped by calls.</summary>
internal static class MappedEndpoints
{
    /// <summary>Reads the endpoint of <c>CacheAnalytics</c> or <c>CacheResource</c>.</summary>
    public static CachedEndpoint ReadCall(IInvocationOperation call, CompilationScan scan, CancellationToken cancellationToken)
    {
        var chain = EndpointChain.Find(call);
        var declaration = DeclarationReader.Read(call, isShared: chain?.IsGroup == true);
        return chain is null || chain.IsGroup
            ? new CachedEndpoint(declaration, new RouteNames(scan) { IsUnknown = true }, Inputs: null)
            : Read(chain, declaration, scan, cancellationToken);
    }

    /// <summary>Reads an endpoint whose handler has the attribute.</summary>
    /// <returns><see langword="null"/> if it has none, or a call says how it is cached.</returns>
    public static CachedEndpoint? ReadMap(IInvocationOperation map, CompilationScan scan, CancellationToken cancellationToken)
    {
        if (Handlers.Find(map, out _) is not { } handler
            || ProductSymbols.FindCacheAttribute(handler.GetAttributes()) is not { } attribute
            || EndpointChain.Find(map) is not { IsGroup: false } chain
            || chain.Calls.Any(static call => ProductSymbols.IsCacheCall(call.TargetMethod))
            || DeclarationReader.Read(attribute, isShared: false, cancellationToken) is not { } declaration)
        {
            return null;
        }

        // What editors show must be in the file that they look at.
        return declaration.Syntax.SyntaxTree == map.Syntax.SyntaxTree
            ? Read(chain, declaration, scan, cancellationToken)
            : Read(chain, declaration with { Syntax = map.Syntax, VarySyntax = null, NameLocation = DeclarationReader.LocationOf(map) }, scan, cancellationToken);
    }

    private static CachedEndpoint Read(EndpointChain chain, Declaration declaration, CompilationScan scan, CancellationToken cancellationToken)
    {
        var route = chain.ReadRoute(scan);
        var handler = Handlers.Find(chain.Map, out var isRequestDelegate);
        return new CachedEndpoint(declaration, route, handler is null ? null : isRequestDelegate ? new BoundInputs { IsOpaque = true } : DelegateInputs.Of(handler, route))
        {
            Uncacheable = FindUncacheable(chain, handler, declaration),
            Filters = [.. chain.Calls.Select(FilterOf).OfType<FilterUse>()],
            Bodies = [.. Handlers.BodiesOf(chain.Map, cancellationToken)],
            Other = FindOther(chain, handler),
        };
    }

    private static string? FindUncacheable(EndpointChain chain, IMethodSymbol? handler, Declaration declaration) =>
        chain.IsHub ? "connections of a hub have no responses"
        : !AnswersGet(chain.Map, declaration) ? "it does not answer GET, and nothing else is cached"
        : handler is not null && IsStream(handler.ReturnType) ? "it sends a stream of events, which has no end"
        : null;

    private static bool AnswersGet(IInvocationOperation map, Declaration declaration)
    {
        if (map.TargetMethod.Name != "MapMethods")
        {
            return map.TargetMethod.Name is not ("MapPost" or "MapPut" or "MapDelete" or "MapPatch") || (map.TargetMethod.Name == "MapPost" && declaration.MayTakeBody);
        }

        var methods = ArrayText.Read(DeclarationReader.ValueOf(map, "httpMethods"));
        return methods.IsOpen || methods.Has("GET") || methods.Has("QUERY") || (methods.Has("POST") && declaration.MayTakeBody);
    }

    private static bool IsStream(ITypeSymbol type) =>
        TypeNames.Is(type, "Microsoft.AspNetCore.Http.HttpResults.ServerSentEventsResult")
        || (type is INamedTypeSymbol { TypeArguments: [var result] } && (TypeNames.Is(type, "System.Threading.Tasks.Task") || TypeNames.Is(type, "System.Threading.Tasks.ValueTask")) && IsStream(result));

    private static FilterUse? FilterOf(IInvocationOperation call)
    {
        if (call.TargetMethod.Name is not ("AddEndpointFilter" or "AddEndpointFilterFactory") || !TypeNames.Is(call.TargetMethod.ContainingType, "Microsoft.AspNetCore.Http.EndpointFilterExtensions"))
        {
            return null;
        }

        var location = DeclarationReader.LocationOf(call);
        if (ArrayText.Unwrap(call.Arguments.FirstOrDefault(static argument => argument.Parameter is { Ordinal: 1 })?.Value) is not { } value)
        {
            // AddEndpointFilter<TFilter>(), whose last type argument it is.
            return call.TargetMethod.TypeArguments.LastOrDefault() is { } type && !FilterUse.IsFrameworks(type) ? FilterUse.Of(type, location) : null;
        }

        if (value is IDelegateCreationOperation creation)
        {
            return creation.Target is IMethodReferenceOperation reference
                ? FilterUse.IsFrameworks(Outermost(reference.Method.ContainingType)) ? null : FilterUse.Of(Outermost(reference.Method.ContainingType), location, reference.Method.MethodKind == MethodKind.LocalFunction ? null : reference.Method.Name)
                : creation.Target is IAnonymousFunctionOperation { Symbol.ContainingType: { } type } ? FilterUse.Of(Outermost(type), location) : null;
        }

        return value.Type is { TypeKind: TypeKind.Class or TypeKind.Struct } own && !FilterUse.IsFrameworks(own) ? FilterUse.Of(own, location) : null;
    }

    private static INamedTypeSymbol Outermost(INamedTypeSymbol type) => type.ContainingType is { } outer ? Outermost(outer) : type;

    private static (string, Location)? FindOther(EndpointChain chain, IMethodSymbol? handler) =>
        chain.Calls.FirstOrDefault(static call => call.TargetMethod.Name == "CacheOutput" && TypeNames.Is(call.TargetMethod.ContainingType, "Microsoft.Extensions.DependencyInjection.OutputCacheConventionBuilderExtensions")) is { } call
            ? ("CacheOutput", DeclarationReader.LocationOf(call))
            : FrameworkCaching.Find(handler?.GetAttributes() ?? [], chain.Map.Syntax.SyntaxTree);
}
