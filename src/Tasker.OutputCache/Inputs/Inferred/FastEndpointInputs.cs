using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Keys.Parameters;

namespace Tasker.OutputCache.Inputs.Inferred;

/// <summary>Reads the request type of an endpoint of FastEndpoints. The package is not referenced.</summary>
internal sealed class FastEndpointInputs(BoundInputs inputs, Endpoint endpoint)
{
    private const string Space = "FastEndpoints.";

    /// <summary>Finds the type that the endpoint binds, or <see langword="null"/> if it is not one of FastEndpoints.</summary>
    public static Type? Find(EndpointMetadataCollection metadata)
    {
        foreach (var item in metadata)
        {
            if (item.GetType().FullName == Space + "EndpointDefinition")
            {
                return TypeOf(item);
            }
        }

        return null;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "A property that was trimmed away is one that is not known: observation decides.")]
    private static Type TypeOf(object definition) => definition.GetType().GetProperty("ReqDtoType")?.GetValue(definition) as Type ?? typeof(object);

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "FastEndpoints itself needs the properties.")]
    public void Add(Type request)
    {
        // The endpoint has the request at hand.
        inputs.AddOpaque(nameof(HttpContext));
        foreach (var property in request.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(static property => property.CanWrite))
        {
            Add(property);
        }
    }

    private void Add(PropertyInfo property)
    {
        var attributes = property.GetCustomAttributes(inherit: true);
        var name = TextOf(attributes, "BindFromAttribute", "Name") ?? property.Name;
        if (attributes.FirstOrDefault(static attribute => Is(attribute, "FromHeaderAttribute")) is { } header)
        {
            AddValue(ReadText(header, "HeaderName") ?? name, CacheParameterSource.Header, property, attributes);
        }
        else if (Array.Exists(attributes, static attribute => Is(attribute, "FromClaimAttribute") || Is(attribute, "FromCookieAttribute") || Is(attribute, "HasPermissionAttribute")))
        {
            // Observed where it is read.
            inputs.AddOpaque($"{property.Name} of {property.DeclaringType?.Name}");
        }
        else if (!BoundType.IsSimple(BoundType.ElementOf(property.PropertyType) ?? property.PropertyType))
        {
            inputs.AddWholeQuery();
        }
        else
        {
            AddRouted(name, property, attributes);
        }
    }

    // What the route has, the query may override.
    private void AddRouted(string name, PropertyInfo property, object[] attributes)
    {
        if ((endpoint as RouteEndpoint)?.RoutePattern.GetParameter(name) is not null)
        {
            AddValue(name, CacheParameterSource.Route, property, attributes);
            if (Array.Exists(attributes, static attribute => Is(attribute, "RouteParamAttribute")))
            {
                return;
            }
        }

        AddValue(name, CacheParameterSource.Query, property, attributes);
    }

    private void AddValue(string name, CacheParameterSource source, PropertyInfo property, object[] attributes) => inputs.Add(new BoundInput(name, source, property.PropertyType)
    {
        IsMarked = attributes.OfType<CacheDimensionAttribute>().Any(),
        IsIgnored = attributes.OfType<CacheIgnoreAttribute>().Any(),
    });

    private static bool Is(object attribute, string name)
    {
        for (var type = attribute.GetType(); type is not null; type = type.BaseType)
        {
            if (type.FullName == Space + name)
            {
                return true;
            }
        }

        return false;
    }

    private static string? TextOf(object[] attributes, string name, string property) =>
        Array.Find(attributes, attribute => Is(attribute, name)) is { } found ? ReadText(found, property) : null;

    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "What is not found has the name of its property.")]
    private static string? ReadText(object attribute, string property) => attribute.GetType().GetProperty(property)?.GetValue(attribute) as string;
}
