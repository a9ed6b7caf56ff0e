namespace Tasker.Caching.Coverage;

/// <summary>The triggers of a table that evict a resource.</summary>
/// <param name="Table">The table, as the host names it, or as the database does where the host does not.</param>
/// <param name="Resource">The resource; <see langword="null"/> if it can't be told.</param>
/// <param name="State">How they compare.</param>
/// <param name="Problem">What is not as the host says, and what to do; <see langword="null"/> if nothing is.</param>
public sealed record CheckedTrigger(string Table, string? Resource, TriggerState State, string? Problem);
