using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Tasker.OutputCache.Analyzers.Declarations;
using Tasker.OutputCache.Analyzers.Routes;

namespace Tasker.OutputCache.Analyzers.Inputs;

/// <summary>Reads what the handler of a minimal API binds, in the order in which the framework decides it.</summary>
internal sealed class DelegateInputs(BoundInputs inputs, RouteNames route)
{
    public static BoundInputs Of(IMethodSymbol handler, RouteNames route)
    {
        var inputs = new BoundInputs();
        var reader = new DelegateInputs(inputs, route);
        foreach (var parameter in handler.Parameters)
        {
            reader.Add(parameter, parameter.GetAttributes());
        }

        return inputs;
    }

    private void Add(IParameterSymbol parameter, ImmutableArray<AttributeData> attributes)
    {
        if (BindingAttributes.Has(attributes, "Microsoft.AspNetCore.Http.AsParametersAttribute"))
        {
            AddProperties(parameter.Type);
        }
        else
        {
            Add(parameter.Name, parameter.Type, attributes, SignatureDefault.Of(parameter));
        }
    }

    // The framework takes the one constructor with parameters, or else the properties that can be set.
    private void AddProperties(ITypeSymbol type)
    {
        var constructors = (type as INamedTypeSymbol)?.InstanceConstructors.Where(static constructor => constructor.DeclaredAccessibility == Accessibility.Public && !IsCopy(constructor) && !IsOfEveryStruct(constructor)).ToArray() ?? [];
        var properties = type.GetMembers().OfType<IPropertySymbol>().Where(static property => property is { IsStatic: false, DeclaredAccessibility: Accessibility.Public });
        if (constructors is [{ Parameters.Length: > 0 } constructor])
        {
            foreach (var parameter in constructor.Parameters)
            {
                var own = properties.FirstOrDefault(property => property.Name.Equals(parameter.Name, StringComparison.OrdinalIgnoreCase));
                Add(own?.Name ?? parameter.Name, parameter.Type, parameter.GetAttributes().AddRange(own?.GetAttributes() ?? []), SignatureDefault.Of(parameter));
            }

            return;
        }

        foreach (var property in properties.Where(static property => property.SetMethod is { DeclaredAccessibility: Accessibility.Public }))
        {
            Add(property.Name, property.Type, property.GetAttributes(), defaultValue: null);
        }
    }

    private static bool IsCopy(IMethodSymbol constructor) =>
        constructor.Parameters is [var only] && SymbolEqualityComparer.Default.Equals(only.Type, constructor.ContainingType);

    // Reflection, which the framework asks, does not list it.
    private static bool IsOfEveryStruct(IMethodSymbol constructor) =>
        constructor is { IsImplicitlyDeclared: true, Parameters.Length: 0, ContainingType.TypeKind: TypeKind.Struct };

    private void Add(string name, ITypeSymbol type, ImmutableArray<AttributeData> attributes, string? defaultValue)
    {
        if (BoundType.IsBody(type))
        {
            return;
        }

        if (BindingAttributes.SourceOf(attributes, out var given) is { } source)
        {
            AddValue(given ?? name, source);
        }
        else if (BindingAttributes.IsElsewhere(attributes))
        {
            // Not of the request, or of a body: requests with one are not cached.
        }
        else if (BoundType.IsRequest(type) || BoundType.HasBindAsync(type))
        {
            inputs.IsOpaque = true;
        }
        else if (BoundType.IsSimple(type))
        {
            AddValue(name, route.SourceOf(name));
        }
        else if (BoundType.IsStringValues(type) || (type is IArrayTypeSymbol array && BoundType.IsSimple(array.ElementType)))
        {
            AddValue(name, InputSource.Query);
        }

        void AddValue(string of, InputSource from) => inputs.Add(new BoundInput(of, from, type)
        {
            Default = defaultValue,
            IsMarked = ProductSymbols.Has(attributes, "CacheDimensionAttribute"),
            IsIgnored = ProductSymbols.Has(attributes, "CacheIgnoreAttribute"),
        });
    }
}
