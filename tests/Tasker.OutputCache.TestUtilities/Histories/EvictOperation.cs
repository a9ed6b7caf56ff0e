namespace Tasker.OutputCache.TestUtilities.Histories;

/// <summary>A row was evicted, through a node.</summary>
/// <param name="Row">The row; null for all rows.</param>
/// <param name="IsShared">
/// Whether the node knew, when it returned, that the others can know of it. One that is only in the node's journal promises nothing of them.
/// </param>
public sealed record EvictOperation(string Node, string? Row, long Start, long End, bool IsShared = true) : Operation(Start, End);
