namespace Tasker.OutputCache.TestUtilities.Histories;

/// <summary>What a history must satisfy. That no read fails or shows what was never committed is always checked.</summary>
public sealed record HistoryRules
{
    /// <summary>A read that starts after an eviction returned sees nothing older than what was committed before that eviction.</summary>
    public static HistoryRules Strict { get; } = new() { MaximumStaleness = TimeSpan.Zero };

    /// <summary>As <see cref="Strict"/> on the evicting node; on the others, this much later.</summary>
    public static HistoryRules Bounded(TimeSpan maximumStaleness) => new() { MaximumStaleness = maximumStaleness };

    /// <summary>Gets how long after an eviction's return a read may still start and see what was evicted.</summary>
    public required TimeSpan MaximumStaleness { get; init; }

    /// <summary>Gets whether the node that evicted must know of it as soon as the eviction returned.</summary>
    public bool ReadYourEvictions { get; init; } = true;
}
