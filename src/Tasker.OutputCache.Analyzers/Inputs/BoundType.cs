using Microsoft.CodeAnalysis;
using Tasker.OutputCache.Analyzers.Declarations;

namespace Tasker.OutputCache.Analyzers.Inputs;

/// <summary>What binders make of a type.</summary>
internal static class BoundType
{
    private static readonly string[] _requests = ["Microsoft.AspNetCore.Http.HttpContext", "Microsoft.AspNetCore.Http.HttpRequest", "Microsoft.AspNetCore.Http.HttpResponse", "System.Security.Claims.ClaimsPrincipal", "Microsoft.AspNetCore.Http.IHttpContextAccessor"];

    private static readonly string[] _bodies =
    [
        "System.Threading.CancellationToken", "System.IO.Stream", "System.IO.Pipelines.PipeReader", "Microsoft.AspNetCore.Http.IFormCollection",
        "Microsoft.AspNetCore.Http.IFormFile", "Microsoft.AspNetCore.Http.IFormFileCollection",
    ];

    public static bool IsRequest(ITypeSymbol type) => Array.Exists(_requests, name => TypeNames.Is(type, name));

    public static bool IsBody(ITypeSymbol type) => Array.Exists(_bodies, name => TypeNames.Is(type, name));

    /// <summary>Returns the type of the elements if each of several values is bound for itself.</summary>
    public static ITypeSymbol? ElementOf(ITypeSymbol type) =>
        type is IArrayTypeSymbol array ? array.ElementType
        : type is INamedTypeSymbol { TypeArguments: [var element] } named && named.SpecialType != SpecialType.System_Nullable_T && IsEnumerable(named) && !IsNullable(named) ? element
        : null;

    public static bool IsStringValues(ITypeSymbol type) => TypeNames.Is(Plain(type), "Microsoft.Extensions.Primitives.StringValues");

    /// <summary>Tells whether a value is one text, and not a model or a collection.</summary>
    public static bool IsSimple(ITypeSymbol type)
    {
        type = Plain(type);
        return type.TypeKind == TypeKind.Enum || type.SpecialType is >= SpecialType.System_Boolean and <= SpecialType.System_String or SpecialType.System_DateTime
            || TypeNames.Is(type, "System.Uri") || TypeNames.Is(type, "System.Version") || HasTryParse(type);
    }

    /// <summary>Tells whether names of the query become keys.</summary>
    public static bool IsDictionary(ITypeSymbol type) =>
        type is INamedTypeSymbol named
        && (TypeNames.IsOrImplements(named, "System.Collections.IDictionary") || (named.TypeArguments.Length == 2 && IsEnumerable(named)) || (ElementOf(named) is { } element && TypeNames.Is(element, "System.Collections.Generic.KeyValuePair")));

    public static bool HasTryParse(ITypeSymbol type) => Plain(type).GetMembers("TryParse").OfType<IMethodSymbol>().Any(static method =>
        method is { IsStatic: true, DeclaredAccessibility: Accessibility.Public, ReturnType.SpecialType: SpecialType.System_Boolean }
        && method.Parameters.Length is 2 or 3 && method.Parameters[0].Type.SpecialType == SpecialType.System_String && method.Parameters[method.Parameters.Length - 1].RefKind == RefKind.Out);

    public static bool HasBindAsync(ITypeSymbol type)
    {
        type = Plain(type);
        for (ITypeSymbol? of = type; of is not null; of = of.BaseType)
        {
            if (of.GetMembers("BindAsync").OfType<IMethodSymbol>().Any(static method => method.IsStatic))
            {
                return true;
            }
        }

        return type.AllInterfaces.Any(static implemented => implemented.Name == "IBindableFromHttpContext");
    }

    /// <summary>Returns what a nullable value is made of.</summary>
    public static ITypeSymbol Plain(ITypeSymbol type) => IsNullable(type) ? ((INamedTypeSymbol)type).TypeArguments[0] : type;

    public static bool IsNullable(ITypeSymbol type) => type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    private static bool IsEnumerable(INamedTypeSymbol type) =>
        type.SpecialType != SpecialType.System_String
        && (TypeNames.Is(type, "System.Collections.Generic.IEnumerable") || type.AllInterfaces.Any(static implemented => implemented.SpecialType == SpecialType.System_Collections_IEnumerable));
}
