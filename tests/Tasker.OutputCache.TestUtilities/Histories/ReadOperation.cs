namespace Tasker.OutputCache.TestUtilities.Histories;

/// <summary>A client read a row from a node.</summary>
/// <param name="Version">The version that the response showed; null when the read failed.</param>
/// <param name="Source">Where the response came from, as its <c>Cache-Status</c> says; or what failed.</param>
public sealed record ReadOperation(string Client, string Node, string Row, long? Version, long Start, long End, string Source) : Operation(Start, End);
