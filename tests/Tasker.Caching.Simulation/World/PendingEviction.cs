namespace Tasker.Caching.Simulation.World;

/// <summary>An eviction that a node has begun and the log has yet to take.</summary>
/// <param name="What">What is evicted.</param>
/// <param name="IsSoft">Whether it only ends freshness.</param>
/// <param name="Committed">When the data had changed.</param>
internal sealed record PendingEviction(SimEviction What, bool IsSoft, long Committed)
{
    private readonly string[] _texts = [$"{(IsSoft ? "~" : string.Empty)}{What.Tag}", $"{(IsSoft ? "~" : string.Empty)}{What.Tag.Name}"];

    public bool IsAppended { get; set; }

    /// <summary>Says whether an append with these tags is an append of it.</summary>
    public bool IsIn(IReadOnlyList<string> tags) => tags.Contains(_texts[0], StringComparer.Ordinal) || tags.Contains(_texts[1], StringComparer.Ordinal);
}
