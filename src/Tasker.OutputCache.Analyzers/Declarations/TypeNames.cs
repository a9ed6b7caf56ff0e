using Microsoft.CodeAnalysis;

namespace Tasker.OutputCache.Analyzers.Declarations;

/// <summary>Compares types by full name: no reference to the framework is needed for it.</summary>
internal static class TypeNames
{
    /// <summary>Returns the full name without type arguments.</summary>
    public static string Of(ITypeSymbol type) =>
        type.ContainingNamespace is { IsGlobalNamespace: false } space ? $"{space.ToDisplayString()}.{type.Name}" : type.Name;

    public static bool Is(ITypeSymbol? type, string name) =>
        type is not null && name.EndsWith(type.Name, StringComparison.Ordinal) && Of(type) == name;

    public static bool IsOrDerives(ITypeSymbol? type, string name)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (Is(type, name))
            {
                return true;
            }
        }

        return false;
    }

    public static bool IsOrImplements(ITypeSymbol? type, string name) =>
        type is not null && (Is(type, name) || type.AllInterfaces.Any(implemented => Is(implemented, name)));
}
