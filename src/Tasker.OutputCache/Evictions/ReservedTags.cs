namespace Tasker.OutputCache.Evictions;

/// <summary>Tags of the log that no user can write by chance: they contain characters that are escaped everywhere else.</summary>
internal static class ReservedTags
{
    /// <summary>The tag that every entry carries.</summary>
    public const string Everything = EvictedTag.Everything;

    private const string SoftPrefix = "~";

    /// <summary>Gets the tag under which a soft eviction of a tag is recorded.</summary>
    public static string Soft(string tag) => SoftPrefix + tag;

    /// <summary>Writes the tag under which a soft eviction of a tag is recorded.</summary>
    public static ReadOnlySpan<char> WriteSoft(string tag, Span<char> buffer)
    {
        SoftPrefix.CopyTo(buffer);
        tag.CopyTo(buffer[SoftPrefix.Length..]);
        return buffer[..(SoftPrefix.Length + tag.Length)];
    }

    /// <summary>Gets the tag whose soft eviction is recorded under another.</summary>
    public static string Harden(string soft) => soft[SoftPrefix.Length..];

    public static bool IsSoft(string tag) => tag.StartsWith(SoftPrefix, StringComparison.Ordinal);
}
