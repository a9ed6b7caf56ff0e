using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Primitives;

namespace Tasker.Caching.Engine;

/// <summary>What binders make of a type.</summary>
[Experimental(EngineFace.DiagnosticId)]
public static class BoundType
{
    /// <summary>Returns the type of the elements if each of several values is bound for itself.</summary>
    public static Type? ElementOf(Type type) =>
        type == typeof(StringValues) ? typeof(string)
        : type.IsArray ? type.GetElementType()
        : type != typeof(string) && type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type) && type.GetGenericArguments() is [var element] ? element
        : null;

    /// <summary>Tells whether a value is one text, and not a model with properties, or a collection.</summary>
    public static bool IsSimple(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsPrimitive || type == typeof(string) || type == typeof(Uri) || type == typeof(Version) || ValueForms.Of(type) is not null;
    }

    /// <summary>Tells whether names of the query become keys: then every name matters.</summary>
    public static bool IsDictionary(Type type) =>
        typeof(IDictionary).IsAssignableFrom(type)
        || IsPair(type)
        || (type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type) && type.GetGenericArguments().Length == 2)
        || (ElementOf(type) is { } element && IsPair(element));

    private static bool IsPair(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>);
}
