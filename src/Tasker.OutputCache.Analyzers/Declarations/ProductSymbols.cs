using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Tasker.OutputCache.Analyzers.Declarations;

/// <summary>Recognises what the product gives, by simple name: its types move between namespaces and assemblies, all of which begin with <c>Tasker.</c></summary>
internal static class ProductSymbols
{
    private const string Prefix = "Tasker.";

    /// <summary>Tells whether there can be anything to find.</summary>
    public static bool IsReferenced(Compilation compilation) =>
        compilation.ReferencedAssemblyNames.Any(static assembly => assembly.Name.StartsWith(Prefix, StringComparison.Ordinal));

    /// <summary>Tells whether a type is the product's, and has this name.</summary>
    public static bool Is(ITypeSymbol? type, string name) =>
        type is not null && type.Name == name && (IsIn(type.ContainingNamespace) || type.ContainingAssembly?.Name.StartsWith(Prefix, StringComparison.Ordinal) == true);

    /// <summary>Tells whether a call caches an endpoint or a group.</summary>
    public static bool IsCacheCall(IMethodSymbol method) =>
        method.Name is "CacheAnalytics" or "CacheResource" && Is(method.ContainingType, "CacheEndpointConventionBuilderExtensions");

    /// <summary>Finds the attribute that caches what it is applied to.</summary>
    public static AttributeData? FindCacheAttribute(ImmutableArray<AttributeData> attributes) =>
        attributes.FirstOrDefault(static attribute => IsCacheAttribute(attribute.AttributeClass));

    /// <summary>Finds an attribute of the product.</summary>
    public static bool Has(ImmutableArray<AttributeData> attributes, string name) => attributes.Any(attribute => Is(attribute.AttributeClass, name));

    /// <summary>Tells whether a call makes entries void at once.</summary>
    public static bool IsEviction(IInvocationOperation call) => call.TargetMethod.Name switch
    {
        "EvictAsync" => IsOrImplements(call.TargetMethod.ContainingType, "ICacheEvictor") && !call.Arguments.Any(static argument => TypeNames.IsOrDerives(argument.Parameter?.Type, "System.Data.Common.DbTransaction")),
        "EvictEverythingAsync" => IsOrImplements(call.TargetMethod.ContainingType, "ICacheEvictor"),
        "PublishAsync" or "PublishAllAsync" => IsOrImplements(call.TargetMethod.ContainingType, "ICacheEvents") || IsOrImplements(call.TargetMethod.ContainingType, "IDomainEvents"),
        "EvictByTagAsync" => TypeNames.IsOrImplements(call.TargetMethod.ContainingType, "Microsoft.AspNetCore.OutputCaching.IOutputCacheStore"),
        "RemoveByTagAsync" => TypeNames.IsOrDerives(call.TargetMethod.ContainingType, "Microsoft.Extensions.Caching.Hybrid.HybridCache"),
        _ => false,
    };

    /// <summary>Tells whether what stands within a call of this name is evicted.</summary>
    public static bool TakesEvictedTags(IMethodSymbol method) =>
        method.Name is "EvictAsync" or "EvictOn" or "EvictOnSave" or "EvictAfter" && (IsIn(method.ContainingNamespace) || method.ContainingAssembly.Name.StartsWith(Prefix, StringComparison.Ordinal));

    private static bool IsCacheAttribute(INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (Is(type, "CacheResourceAttribute"))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOrImplements(INamedTypeSymbol type, string name) => Is(type, name) || type.AllInterfaces.Any(implemented => Is(implemented, name));

    private static bool IsIn(INamespaceSymbol? space) => space is not null && space.ToDisplayString().StartsWith(Prefix, StringComparison.Ordinal);
}
