using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>How the keys of a resource begin after the prefix: those of its responses, and those of its objects.</summary>
/// <remarks>Names hold no percent sign, so no resource and no endpoint can be called like a mark.</remarks>
[Experimental(EngineFace.DiagnosticId)]
public static class ResourceHead
{
    // The one resource whose objects people look for by hand: tasker:template:payments:charge:1.2.0.
    private const string Templates = "templates";
    private const string Template = "template";

    /// <summary>Appends what stands before the name of an endpoint.</summary>
    public static void AppendForResponses(ref KeyWriter writer, scoped ReadOnlySpan<char> resource)
    {
        KeyEscaping.AppendKeyValue(ref writer, resource);
        if (resource.SequenceEqual(Template))
        {
            writer.Append(':');
            writer.Append(KeyEscaping.ResponseMark);
        }
    }

    /// <summary>Appends what stands before the key of an object.</summary>
    internal static void AppendForObjects(ref KeyWriter writer, scoped ReadOnlySpan<char> resource)
    {
        if (resource.SequenceEqual(Templates))
        {
            writer.Append(Template);
            return;
        }

        KeyEscaping.AppendKeyValue(ref writer, resource);
        writer.Append(':');
        writer.Append(KeyEscaping.ObjectMark);
    }
}
