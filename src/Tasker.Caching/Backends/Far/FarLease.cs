namespace Tasker.Caching.Backends;

/// <summary>A lease: the right and the duty to compute an entry, for a time.</summary>
/// <param name="Token">Names the holder. No two computations have the same.</param>
/// <param name="Time">How long it lasts from now, unless it is renewed.</param>
public readonly record struct FarLease(string Token, TimeSpan Time)
{
    /// <summary>Gets the sequence of the eviction log up to which its holder knew it when it began, or was about to begin.</summary>
    public long Horizon { get; init; }

    /// <summary>Gets the sequence up to which everything is void, as far as the caller knows.</summary>
    /// <remarks>What the holder of a lease with a lower <see cref="Horizon"/> computes is void for the caller: such a lease is taken over.</remarks>
    public long Marker { get; init; }
}
