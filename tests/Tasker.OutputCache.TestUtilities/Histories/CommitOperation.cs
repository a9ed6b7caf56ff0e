namespace Tasker.OutputCache.TestUtilities.Histories;

/// <summary>A version of a row was committed to the database. Version 0 is what was there before.</summary>
/// <remarks>A commit whose outcome is unknown ends at <see cref="long.MaxValue"/>: its version may be read, and need not.</remarks>
public sealed record CommitOperation(string Row, long Version, long Start, long End) : Operation(Start, End);
