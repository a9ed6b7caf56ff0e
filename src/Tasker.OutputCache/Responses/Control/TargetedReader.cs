using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Primitives;

namespace Tasker.OutputCache.Responses.Control;

/// <summary>Reads a targeted field (RFC 9213): a dictionary of structured fields (RFC 9651), which is whole or not there.</summary>
internal static class TargetedReader
{
    /// <summary>Reads the field.</summary>
    /// <param name="lines">All lines of the field.</param>
    /// <param name="directives">The directives.</param>
    /// <returns><see langword="false"/> if the field is empty or malformed: then it counts for nothing, and the next one is asked.</returns>
    public static bool TryRead(StringValues lines, [NotNullWhen(true)] out ControlDirectives? directives)
    {
        directives = null;
        var members = new Dictionary<string, StructuredItem>(StringComparer.Ordinal);
        if (!new StructuredFieldReader(lines.ToString()).TryReadDictionary(members) || members.Count == 0)
        {
            return false;
        }

        directives = new ControlDirectives();
        foreach (var (name, item) in members)
        {
            // A directive that is there with false is not there. One with a value of another type forbids all the same.
            if (item.Kind != StructuredKind.False && !(item.Kind == StructuredKind.Integer && directives.TryAddSeconds(name, DeltaSeconds.Of(item.Integer))))
            {
                directives.Add(name, default, item.Kind == StructuredKind.True);
            }
        }

        return true;
    }
}
