namespace Tasker.Caching.Backends;

/// <summary>A place in the log from which to read.</summary>
/// <param name="Generation">The generation that the reader knows, or <see langword="null"/> if it knows none.</param>
/// <param name="Horizon">Evictions above this sequence are returned; of another generation, all of them.</param>
/// <param name="Known">The highest sequence that the reader has seen. A log that ends below it has lost something and begins anew.</param>
public readonly record struct EvictionCursor(string? Generation, long Horizon, long Known);
