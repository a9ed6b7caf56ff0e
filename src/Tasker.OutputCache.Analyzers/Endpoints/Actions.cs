using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Tasker.OutputCache.Analyzers.Declarations;
using Tasker.OutputCache.Analyzers.Inputs;
using Tasker.OutputCache.Analyzers.Routes;

namespace Tasker.OutputCache.Analyzers.Endpoints;

/// <summary>Reads actions of controllers, and handlers of Razor Pages.</summary>
internal static class Actions
{
    private const string Mvc = "Microsoft.AspNetCore.Mvc.";

    /// <summary>Reads a method.</summary>
    /// <returns><see langword="null"/> if it is no action that is cached.</returns>
    public static CachedEndpoint? Read(IMethodSymbol method, CompilationScan scan, CancellationToken cancellationToken)
    {
        if (method is not { MethodKind: MethodKind.Ordinary, IsStatic: false, DeclaredAccessibility: Accessibility.Public, ContainingType: { IsAbstract: false } type }
            || BindingAttributes.Has(method.GetAttributes(), Mvc + "NonActionAttribute"))
        {
            return null;
        }

        var isPage = TypeNames.IsOrDerives(type, Mvc + "RazorPages.PageModel");
        if (isPage ? method.Name is not ("OnGet" or "OnGetAsync") : !IsController(type))
        {
            return null;
        }

        var own = ProductSymbols.FindCacheAttribute(method.GetAttributes());
        if (own is null && !isPage && !AnswersGet(method))
        {
            // What a controller declares is for those of its actions that can be cached.
            return null;
        }

        return (own ?? ProductSymbols.FindCacheAttribute(Inherited(type))) is { } attribute && DeclarationReader.Read(attribute, isShared: own is null, cancellationToken) is { } declaration
            ? Read(method, declaration, scan, isPage)
            : null;
    }

    private static CachedEndpoint Read(IMethodSymbol method, Declaration declaration, CompilationScan scan, bool isPage)
    {
        var type = method.ContainingType;
        ImmutableArray<AttributeData> all = [.. method.GetAttributes(), .. Inherited(type)];
        var route = isPage ? new RouteNames(scan) { IsUnknown = true } : ReadRoute(method, type, scan);
        return new CachedEndpoint(declaration, route, ActionInputs.Of(method, route, BindingAttributes.Has(Inherited(type), Mvc + "ApiControllerAttribute")))
        {
            Uncacheable = isPage || declaration.IsShared || AnswersGet(method) || declaration.MayTakeBody ? null : "it does not answer GET, and nothing else is cached",
            Filters = [.. ActionFilters.Find(all, type, declaration)],
            Other = FrameworkCaching.Find(all, declaration.Syntax.SyntaxTree),
        };
    }

    private static bool IsController(INamedTypeSymbol type) =>
        TypeNames.IsOrDerives(type, Mvc + "ControllerBase") || type.Name.EndsWith("Controller", StringComparison.Ordinal) || BindingAttributes.Has(Inherited(type), Mvc + "ControllerAttribute");

    private static ImmutableArray<AttributeData> Inherited(INamedTypeSymbol type)
    {
        var all = ImmutableArray.CreateBuilder<AttributeData>();
        for (var of = type; of is not null && !FilterUse.IsFrameworks(of); of = of.BaseType)
        {
            all.AddRange(of.GetAttributes());
        }

        return all.ToImmutable();
    }

    // A template that begins with a slash stands alone; more names than needed do no harm.
    private static RouteNames ReadRoute(IMethodSymbol method, INamedTypeSymbol type, CompilationScan scan)
    {
        var route = new RouteNames(scan) { HasUnknownPrefix = true };
        foreach (var attribute in method.GetAttributes().AddRange(Inherited(type)))
        {
            if (TypeNames.IsOrImplements(attribute.AttributeClass, Mvc + "Routing.IRouteTemplateProvider"))
            {
                var template = attribute.ConstructorArguments.FirstOrDefault(static argument => argument.Type?.SpecialType == SpecialType.System_String);
                route.Add(template.Value as string ?? string.Empty);
            }
        }

        return route;
    }

    private static bool AnswersGet(IMethodSymbol method)
    {
        var providers = method.GetAttributes().Where(static attribute => TypeNames.IsOrImplements(attribute.AttributeClass, Mvc + "Routing.IActionHttpMethodProvider")).ToArray();
        return providers.Length == 0 || Array.Exists(providers, static attribute => attribute.AttributeClass?.Name switch
        {
            "HttpPostAttribute" or "HttpPutAttribute" or "HttpDeleteAttribute" or "HttpPatchAttribute" or "HttpOptionsAttribute" or "HttpHeadAttribute" => false,
            "AcceptVerbsAttribute" => attribute.ConstructorArguments.SelectMany(static argument => argument.IsNull ? [] : argument.Kind == TypedConstantKind.Array ? argument.Values : [argument]).Any(static verb => "GET".Equals(verb.Value as string, StringComparison.OrdinalIgnoreCase)),
            _ => true,
        });
    }
}
