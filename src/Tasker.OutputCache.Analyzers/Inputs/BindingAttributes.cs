using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Tasker.OutputCache.Analyzers.Declarations;

namespace Tasker.OutputCache.Analyzers.Inputs;

/// <summary>What attributes say of the source of a value: those of the framework, and whatever implements the same interfaces.</summary>
internal static class BindingAttributes
{
    private const string Space = "Microsoft.AspNetCore.Http.Metadata.";

    /// <summary>Finds the source that is named.</summary>
    /// <param name="attributes">The attributes.</param>
    /// <param name="name">The name that they give, if any.</param>
    public static InputSource? SourceOf(ImmutableArray<AttributeData> attributes, out string? name)
    {
        foreach (var attribute in attributes)
        {
            InputSource? source = TypeNames.IsOrImplements(attribute.AttributeClass, Space + "IFromRouteMetadata") ? InputSource.Route
                : TypeNames.IsOrImplements(attribute.AttributeClass, Space + "IFromQueryMetadata") ? InputSource.Query
                : TypeNames.IsOrImplements(attribute.AttributeClass, Space + "IFromHeaderMetadata") ? InputSource.Header
                : null;
            if (source is not null)
            {
                name = NameOf(attribute);
                return source;
            }
        }

        name = null;
        return null;
    }

    /// <summary>Tells whether a value is not of the request, or of a body.</summary>
    public static bool IsElsewhere(ImmutableArray<AttributeData> attributes) => attributes.Any(static attribute =>
        TypeNames.IsOrImplements(attribute.AttributeClass, Space + "IFromBodyMetadata")
        || TypeNames.IsOrImplements(attribute.AttributeClass, Space + "IFromFormMetadata")
        || TypeNames.IsOrImplements(attribute.AttributeClass, Space + "IFromServiceMetadata")
        || TypeNames.IsOrDerives(attribute.AttributeClass, "Microsoft.Extensions.DependencyInjection.FromKeyedServicesAttribute")
        || TypeNames.IsOrDerives(attribute.AttributeClass, "Microsoft.AspNetCore.Mvc.ModelBinding.BindNeverAttribute"));

    public static bool Has(ImmutableArray<AttributeData> attributes, string name) =>
        attributes.Any(attribute => TypeNames.IsOrDerives(attribute.AttributeClass, name));

    /// <summary>Returns what the property <c>Name</c> of an attribute is set to.</summary>
    public static string? NameOf(AttributeData attribute) =>
        attribute.NamedArguments.FirstOrDefault(static argument => argument.Key == "Name").Value is { Kind: TypedConstantKind.Primitive, Value: string { Length: > 0 } name } ? name : null;
}
