namespace Tasker.Caching.Backends;

/// <summary>The places in an eviction log that there can be: microseconds since 1970, exact as a double, with room for the next one.</summary>
public static class EvictionSequence
{
    /// <summary>The highest place, in the year 2255.</summary>
    public const long Maximum = (1L << 53) - 2;

    /// <summary>Says whether a number can be a place in a log. A log that holds another one is damaged.</summary>
    /// <param name="sequence">The number.</param>
    /// <returns>Whether it can.</returns>
    public static bool IsValid(long sequence) => sequence is >= 0 and <= Maximum;
}
