using System.Text;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Tasker.OutputCache.Routes;

/// <summary>A parameter of a route, and what stands before it in the path.</summary>
/// <param name="Before">What stands between the parameter before and this one.</param>
/// <param name="Parameter">The name of the parameter.</param>
/// <param name="End">What stands there instead where the parameter has no value and the path ends.</param>
internal readonly record struct PathPart(string Before, string Parameter, string End)
{
    /// <summary>Splits a pattern at its parameters.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="tail">What follows the last parameter.</param>
    public static PathPart[] Split(RoutePattern pattern, out string tail)
    {
        var parts = new List<PathPart>();
        var text = new StringBuilder();
        foreach (var segment in pattern.PathSegments)
        {
            text.Append('/');
            foreach (var part in segment.Parts)
            {
                switch (part)
                {
                    case RoutePatternParameterPart parameter:
                        var before = text.ToString();
                        parts.Add(new PathPart(before, parameter.Name, parts.Count == 0 && before == "/" ? before : before.TrimEnd('/')));
                        text.Clear();
                        break;
                    case RoutePatternLiteralPart literal:
                        text.Append(literal.Content);
                        break;
                    case RoutePatternSeparatorPart separator:
                        text.Append(separator.Content);
                        break;
                }
            }
        }

        tail = pattern.PathSegments.Count == 0 ? "/" : text.ToString();
        return [.. parts];
    }
}
