using System.Globalization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Tasker.OutputCache.Routes;

/// <summary>Describes what a route asks of its values. The same constraint reads the same in every process.</summary>
internal static class RouteConstraintText
{
    /// <summary>Describes a constraint or transformer of a route.</summary>
    /// <returns><see langword="null"/> for an object of which nothing but its type is known.</returns>
    public static string? Of(RoutePatternParameterPolicyReference reference) => reference.Content ?? Of(reference.ParameterPolicy);

    private static string? Of(object? policy) => policy switch
    {
        RegexRouteConstraint regex => $"regex({regex.Constraint})",
        LengthRouteConstraint length => $"length({Text(length.MinLength)},{Text(length.MaxLength)})",
        MinLengthRouteConstraint length => $"minlength({Text(length.MinLength)})",
        MaxLengthRouteConstraint length => $"maxlength({Text(length.MaxLength)})",
        RangeRouteConstraint range => $"range({Text(range.Min)},{Text(range.Max)})",
        MinRouteConstraint min => $"min({Text(min.Min)})",
        MaxRouteConstraint max => $"max({Text(max.Max)})",
        HttpMethodRouteConstraint methods => $"methods({string.Join(',', methods.AllowedMethods.Order(StringComparer.OrdinalIgnoreCase))})",
        OptionalRouteConstraint optional => Of(optional.InnerConstraint) is { } inner ? $"optional({inner})" : null,
        CompositeRouteConstraint composite => OfAll(composite.Constraints),
        IntRouteConstraint or LongRouteConstraint or BoolRouteConstraint or GuidRouteConstraint or DateTimeRouteConstraint
            or DecimalRouteConstraint or DoubleRouteConstraint or FloatRouteConstraint or AlphaRouteConstraint
            or RequiredRouteConstraint or FileNameRouteConstraint or NonFileNameRouteConstraint => policy.GetType().Name,
        _ => null,
    };

    private static string? OfAll(IEnumerable<IRouteConstraint> constraints)
    {
        var texts = constraints.Select(Of).ToArray();
        return texts.Contains(null) ? null : $"all({string.Join(';', texts)})";
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
