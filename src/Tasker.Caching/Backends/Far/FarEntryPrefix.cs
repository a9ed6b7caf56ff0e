namespace Tasker.Caching.Backends;

/// <summary>The fixed first bytes of every far entry, which a tier may compare without understanding the rest.</summary>
/// <remarks>
/// Two bytes of magic, a version, flags; then the stamp as sixteen hexadecimal digits, so that a byte-wise comparison
/// orders entries by their stamps; then sixteen bytes that are unlike those of any other fill.
/// </remarks>
public static class FarEntryPrefix
{
    /// <summary>The offset of the stamp.</summary>
    public const int StampOffset = 4;

    /// <summary>The length of the stamp.</summary>
    public const int StampLength = 16;

    /// <summary>The length of the whole prefix.</summary>
    public const int Length = 36;
}
