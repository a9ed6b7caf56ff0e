using System.Collections;
using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace Tasker.OutputCache.Routes;

/// <summary>Reads the versions of Asp.Versioning: those that an endpoint declares, and the one that a request asks for.</summary>
/// <remarks>The package is not referenced. Where its types are not what is expected here, a version can't be read, and the caller does not cache.</remarks>
internal static class ApiVersions
{
    // Explicit and implicit: whatever the endpoint may be chosen for.
    private const int AllMappings = 3;

    private static readonly PropertyInfo? Requested =
        Type.GetType("Asp.Versioning.IApiVersioningFeature, Asp.Versioning.Http")?.GetProperty("RequestedApiVersion");

    private static readonly MethodInfo? Map =
        Type.GetType("Asp.Versioning.ApiVersionMetadata, Asp.Versioning.Abstractions")?.GetMethod("Map");

    private static readonly PropertyInfo? Declared =
        Type.GetType("Asp.Versioning.ApiVersionModel, Asp.Versioning.Abstractions")?.GetProperty("DeclaredApiVersions");

    private static readonly PropertyInfo? Neutral =
        Type.GetType("Asp.Versioning.ApiVersionModel, Asp.Versioning.Abstractions")?.GetProperty("IsApiVersionNeutral");

    /// <summary>Finds what an endpoint says of its versions.</summary>
    public static object? Find(EndpointMetadataCollection metadata)
    {
        for (var i = metadata.Count - 1; i >= 0; i--)
        {
            if (metadata[i].GetType().FullName == "Asp.Versioning.ApiVersionMetadata")
            {
                return metadata[i];
            }
        }

        return null;
    }

    /// <summary>Describes the versions for which an endpoint is chosen.</summary>
    /// <returns><see langword="null"/> if they can't be read.</returns>
    public static string? Describe(object metadata)
    {
        if (Requested is null || Map is null || Declared is null || Neutral is null || !Map.DeclaringType!.IsInstanceOfType(metadata))
        {
            return null;
        }

        var mapping = Enum.ToObject(Map.GetParameters()[0].ParameterType, AllMappings);
        if (Map.Invoke(metadata, [mapping]) is not { } model)
        {
            return null;
        }

        return Neutral.GetValue(model) is true ? "neutral"
            : Declared.GetValue(model) is IEnumerable versions ? string.Join(',', versions.Cast<object>().Select(Text).Order(StringComparer.Ordinal))
            : null;
    }

    /// <summary>Reads the version that a request asks for, or was given because it asks for none.</summary>
    /// <param name="context">The request.</param>
    /// <param name="version">The version; <see langword="null"/> if the request has none.</param>
    /// <returns>Whether that could be found out.</returns>
    public static bool TryRead(HttpContext context, out string? version)
    {
        version = null;
        if (Requested is null || context.Features[Requested.DeclaringType!] is not { } feature)
        {
            return false;
        }

        version = Requested.GetValue(feature) is { } requested ? Text(requested) : null;
        return true;
    }

    private static string Text(object version) => Convert.ToString(version, CultureInfo.InvariantCulture) ?? string.Empty;
}
