using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Tasker.OutputCache.Analyzers.Declarations;

namespace Tasker.OutputCache.Analyzers.Endpoints;

/// <summary>Finds filters of MVC that may refuse a request. Result and exception filters only shape what was computed.</summary>
internal static class ActionFilters
{
    private const string Space = "Microsoft.AspNetCore.Mvc.Filters.";

    private static readonly string[] _deciding =
    [
        Space + "IAuthorizationFilter", Space + "IAsyncAuthorizationFilter", Space + "IResourceFilter", Space + "IAsyncResourceFilter",
        Space + "IActionFilter", Space + "IAsyncActionFilter", Space + "IPageFilter", Space + "IAsyncPageFilter",
    ];

    private static readonly string[] _methods = ["OnActionExecuting", "OnActionExecutionAsync", "OnPageHandlerExecuting", "OnPageHandlerExecutionAsync"];

    /// <summary>Lists the filters that attributes add, and the controller itself where it is one.</summary>
    public static IEnumerable<FilterUse> Find(ImmutableArray<AttributeData> attributes, INamedTypeSymbol type, Declaration declaration)
    {
        var tree = declaration.Syntax.SyntaxTree;
        foreach (var attribute in attributes)
        {
            if (attribute.AttributeClass is { } of && Find(attribute, of) is { } filter)
            {
                yield return FilterUse.Of(filter, attribute.ApplicationSyntaxReference?.GetSyntax() is AttributeSyntax syntax && syntax.SyntaxTree == tree ? syntax.Name.GetLocation() : declaration.NameLocation);
            }
        }

        for (var of = type; of is not null && !FilterUse.IsFrameworks(of); of = of.BaseType)
        {
            if (of.GetMembers().OfType<IMethodSymbol>().FirstOrDefault(method => Array.IndexOf(_methods, method.Name) >= 0 && IsDeciding(type)) is { } method)
            {
                yield return FilterUse.Of(type, declaration.NameLocation, method.Name);
                yield break;
            }
        }
    }

    private static ITypeSymbol? Find(AttributeData attribute, INamedTypeSymbol type)
    {
        if (type.Name is "TypeFilterAttribute" or "ServiceFilterAttribute" && FilterUse.IsFrameworks(type))
        {
            var filter = type.TypeArguments.FirstOrDefault() ?? attribute.ConstructorArguments.FirstOrDefault().Value as ITypeSymbol;
            return filter is not null && !FilterUse.IsFrameworks(filter) && (filter.IsAbstract || IsDeciding(filter)) ? filter : null;
        }

        return FilterUse.IsFrameworks(type) || !IsDeciding(type) ? null : type;
    }

    private static bool IsDeciding(ITypeSymbol type) => Array.Exists(_deciding, name => TypeNames.IsOrImplements(type, name));
}
