using Microsoft.CodeAnalysis;
using Tasker.OutputCache.Analyzers.Declarations;

namespace Tasker.OutputCache.Analyzers.Endpoints;

/// <summary>A filter of an endpoint that is not the framework's own.</summary>
/// <param name="Name">The name of its type, or of the type that holds its code.</param>
/// <param name="FullName">The same with its namespace.</param>
/// <param name="Location">Where it is added.</param>
internal sealed record FilterUse(string Name, string FullName, Location Location)
{
    private const string AttributeSuffix = "Attribute";

    public static FilterUse Of(ITypeSymbol type, Location location, string? method = null)
    {
        var full = TypeNames.Of(type);
        return method is null ? new FilterUse(type.Name, full, location) : new FilterUse($"{type.Name}.{method}", $"{full}.{method}", location);
    }

    public static bool IsFrameworks(ITypeSymbol type) =>
        type.ContainingAssembly?.Name is { } assembly && (assembly.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal) || assembly.StartsWith("Asp.Versioning.", StringComparison.Ordinal));

    /// <summary>Says whether a text dismisses this filter: its name with or without namespace or suffix, or <c>*</c>.</summary>
    public bool IsDismissedBy(string text) =>
        text == "*"
        || text.Equals(Name, StringComparison.OrdinalIgnoreCase)
        || text.Equals(FullName, StringComparison.OrdinalIgnoreCase)
        || (Name.EndsWith(AttributeSuffix, StringComparison.Ordinal) && text.Equals(Name.Substring(0, Name.Length - AttributeSuffix.Length), StringComparison.OrdinalIgnoreCase));
}
