using System.Text;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Tasker.OutputCache.Routes;

/// <summary>Writes the pattern of a route as text: as it was declared, or put together again where it was made of parts.</summary>
internal static class PatternText
{
    public static string Of(RoutePattern pattern)
    {
        if (pattern.RawText is { } raw)
        {
            // "/x" and "x" are one route.
            return raw.StartsWith('/') ? raw : $"/{raw}";
        }

        var text = new StringBuilder();
        foreach (var segment in pattern.PathSegments)
        {
            text.Append('/');
            foreach (var part in segment.Parts)
            {
                _ = part switch
                {
                    RoutePatternLiteralPart literal => text.Append(literal.Content),
                    RoutePatternSeparatorPart separator => text.Append(separator.Content),
                    RoutePatternParameterPart { IsCatchAll: true } parameter => text.Append("{**").Append(parameter.Name).Append('}'),
                    RoutePatternParameterPart parameter => text.Append('{').Append(parameter.Name).Append(parameter.IsOptional ? "?}" : "}"),
                    _ => text,
                };
            }
        }

        return text.Length == 0 ? "/" : text.ToString();
    }
}
