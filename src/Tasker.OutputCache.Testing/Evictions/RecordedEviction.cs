namespace Tasker.OutputCache.Testing;

/// <summary>An eviction that the application made.</summary>
public sealed class RecordedEviction
{
    internal RecordedEviction(IReadOnlyList<CacheTag> tags, EvictionMode mode, EvictionResult? result, DateTimeOffset at)
    {
        Tags = tags;
        Mode = mode;
        Result = result;
        At = at;
    }

    /// <summary>Gets the tags, as the application named them.</summary>
    public IReadOnlyList<CacheTag> Tags { get; }

    /// <summary>Gets whether the entries became void or only stale.</summary>
    public EvictionMode Mode { get; }

    /// <summary>Gets what became of the eviction; <see langword="null"/> if the call threw.</summary>
    public EvictionResult? Result { get; }

    /// <summary>Gets when it was made, by the clock of the test.</summary>
    public DateTimeOffset At { get; }

    internal bool Takes(CacheTag tag) => Result is not (null or EvictionResult.Refused) && Tags.Contains(tag);

    internal bool Takes(CacheTag tag, EvictionMode mode) => Mode == mode && Takes(tag);

    /// <summary>Returns the eviction in one line.</summary>
    /// <returns>Its tags, its mode and its result.</returns>
    public override string ToString() =>
        $"{string.Join(" and ", Tags)}{(Mode == EvictionMode.Soft ? ", soft" : string.Empty)}, {(Result is { } result ? result.ToString().ToLowerInvariant() : "threw")}";
}
