using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Tasker.OutputCache.Analyzers.Declarations;
using Tasker.OutputCache.Analyzers.Routes;

namespace Tasker.OutputCache.Analyzers.Inputs;

/// <summary>Reads what an action or a page binds: values, and models with their properties.</summary>
internal sealed class ActionInputs(BoundInputs inputs, RouteNames route, bool isApi)
{
    private const int MaximumDepth = 3;

    /// <summary>Reads a method.</summary>
    /// <param name="method">The action, or the handler of a page.</param>
    /// <param name="route">The names of its route.</param>
    /// <param name="isApi">Whether models are bodies unless they say otherwise.</param>
    public static BoundInputs Of(IMethodSymbol method, RouteNames route, bool isApi)
    {
        // Controllers and pages have the request at hand.
        var inputs = new BoundInputs { IsOpaque = true };
        var reader = new ActionInputs(inputs, route, isApi);
        foreach (var parameter in method.Parameters)
        {
            reader.Add(parameter.Name, parameter.Type, parameter.GetAttributes(), SignatureDefault.OfAction(parameter));
        }

        return inputs;
    }

    private void Add(string name, ITypeSymbol type, ImmutableArray<AttributeData> attributes, string? defaultValue)
    {
        if (BindingAttributes.IsElsewhere(attributes) || BoundType.IsBody(type) || HasBinder(attributes))
        {
            return;
        }

        var source = BindingAttributes.SourceOf(attributes, out var given);
        if (BoundType.IsDictionary(type))
        {
            inputs.TakesWholeQuery = true;
        }
        else if (source == InputSource.Header || IsValue(type))
        {
            AddValue(given ?? name, source, type, attributes, defaultValue, fullName: null);
        }
        else if (source is not null || !isApi)
        {
            AddModel(type, source, given ?? string.Empty, given ?? name, depth: 1);
        }
    }

    private static bool HasBinder(ImmutableArray<AttributeData> attributes) =>
        attributes.Any(static attribute => TypeNames.IsOrDerives(attribute.AttributeClass, "Microsoft.AspNetCore.Mvc.ModelBinderAttribute"));

    private static bool IsValue(ITypeSymbol type) =>
        BoundType.IsSimple(type) || (BoundType.ElementOf(type) is { } element && BoundType.IsSimple(element)) || BindingAttributes.Has(type.GetAttributes(), "System.ComponentModel.TypeConverterAttribute");

    private void AddValue(string name, InputSource? source, ITypeSymbol type, ImmutableArray<AttributeData> attributes, string? defaultValue, string? fullName) =>
        inputs.Add(new BoundInput(name, source ?? route.SourceOf(name), type)
        {
            Default = defaultValue,
            FullName = fullName,
            IsMarked = ProductSymbols.Has(attributes, "CacheDimensionAttribute"),
            IsIgnored = ProductSymbols.Has(attributes, "CacheIgnoreAttribute"),
        });

    private void AddModel(ITypeSymbol type, InputSource? source, string prefix, string model, int depth)
    {
        // What can't be created can't be bound: a service, or a mistake that MVC reports.
        if (depth > MaximumDepth || BoundType.ElementOf(type) is not null || type.IsAbstract || type.TypeKind is not (TypeKind.Class or TypeKind.Struct) || type.SpecialType == SpecialType.System_Object)
        {
            return;
        }

        foreach (var property in PropertiesOf(type))
        {
            var attributes = AttributesOf(property);
            if (!BindingAttributes.IsElsewhere(attributes) && !HasBinder(attributes))
            {
                var own = BindingAttributes.SourceOf(attributes, out var given);
                var name = given ?? property.Name;
                AddProperty(property.Type, own ?? source, attributes, prefix.Length == 0 ? name : $"{prefix}.{name}", $"{model}.{name}", depth);
            }
        }
    }

    private void AddProperty(ITypeSymbol type, InputSource? source, ImmutableArray<AttributeData> attributes, string name, string fullName, int depth)
    {
        if (BoundType.IsDictionary(type))
        {
            inputs.TakesWholeQuery = true;
        }
        else if (source == InputSource.Header || IsValue(type))
        {
            AddValue(name, source, type, attributes, defaultValue: null, fullName);
        }
        else
        {
            AddModel(type, source, name, fullName, depth + 1);
        }
    }

    private static IEnumerable<IPropertySymbol> PropertiesOf(ITypeSymbol type)
    {
        for (ITypeSymbol? of = type; of is not null && of.SpecialType != SpecialType.System_Object; of = of.BaseType)
        {
            foreach (var property in of.GetMembers().OfType<IPropertySymbol>())
            {
                // What has no setter is set by the constructor of a record, or not at all.
                if (property is { IsStatic: false, IsIndexer: false, DeclaredAccessibility: Accessibility.Public, SetMethod: not null })
                {
                    yield return property;
                }
            }
        }
    }

    // Attributes of a record's parameter count as those of its property.
    private static ImmutableArray<AttributeData> AttributesOf(IPropertySymbol property) => property.GetAttributes().AddRange(
        property.ContainingType.InstanceConstructors.SelectMany(static constructor => constructor.Parameters)
            .FirstOrDefault(parameter => parameter.Name == property.Name)?.GetAttributes() ?? []);
}
