using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>Tags of the log that no user can write by chance: they contain characters that are escaped everywhere else.</summary>
[Experimental(EngineFace.DiagnosticId)]
public static class ReservedTags
{
    /// <summary>The tag that every entry carries.</summary>
    public const string Everything = EvictedTag.Everything;

    private const string SoftPrefix = "~";

    /// <summary>Gets the tag under which a soft eviction of a tag is recorded.</summary>
    internal static string Soft(string tag) => SoftPrefix + tag;

    /// <summary>Writes the tag under which a soft eviction of a tag is recorded.</summary>
    internal static ReadOnlySpan<char> WriteSoft(string tag, Span<char> buffer)
    {
        SoftPrefix.CopyTo(buffer);
        tag.CopyTo(buffer[SoftPrefix.Length..]);
        return buffer[..(SoftPrefix.Length + tag.Length)];
    }

    /// <summary>Gets the tag whose soft eviction is recorded under another.</summary>
    internal static string Harden(string soft) => soft[SoftPrefix.Length..];

    internal static bool IsSoft(string tag) => tag.StartsWith(SoftPrefix, StringComparison.Ordinal);
}
