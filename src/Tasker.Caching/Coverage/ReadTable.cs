namespace Tasker.Caching.Coverage;

/// <summary>A table that responses of an endpoint are made of.</summary>
/// <param name="Table">The table, as the statement names it.</param>
/// <param name="EvictedBy">What evicts the responses when the table changes; empty if nothing does.</param>
/// <param name="Note">What is not known: an eviction by this table whose tags could not be told.</param>
public sealed record ReadTable(string Table, IReadOnlyList<string> EvictedBy, string? Note)
{
    /// <summary>Gets a value indicating whether something evicts the responses when the table changes.</summary>
    public bool IsCovered => EvictedBy.Count > 0;
}
