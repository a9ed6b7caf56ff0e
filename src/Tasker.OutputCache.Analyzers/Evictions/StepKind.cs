namespace Tasker.OutputCache.Analyzers.Evictions;

/// <summary>What a call does to the data or to the cache.</summary>
internal enum StepKind
{
    Eviction,
    Save,
    Commit,

    /// <summary>Writes, if it does not only ask: what it wrote before an eviction is evicted.</summary>
    Write,
}
