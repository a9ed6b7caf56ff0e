namespace Tasker.Caching.Backends;

/// <summary>A place in the log from which to read.</summary>
/// <param name="Generation">The generation that the reader knows, or <see langword="null"/> if it knows none.</param>
/// <param name="Horizon">Evictions above this sequence are returned; of another generation, all of them.</param>
/// <param name="Known">The highest sequence that the reader has seen. A log that ends below it has lost something and is replaced by a new one.</param>
public readonly record struct EvictionCursor(string? Generation, long Horizon, long Known)
{
    /// <summary>Gets what the log itself has to know of the place, as its last complete reading has returned it (<see cref="EvictionPage.Place"/>); <see langword="null"/> at the beginning.</summary>
    public string? Place { get; init; }
}
