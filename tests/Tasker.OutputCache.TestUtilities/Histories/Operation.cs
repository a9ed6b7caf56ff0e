using System.Text.Json.Serialization;

namespace Tasker.OutputCache.TestUtilities.Histories;

/// <summary>Something that happened between two points in time.</summary>
/// <param name="Start">When it was called: a value of <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/>, which the processes of one machine share.</param>
/// <param name="End">When it returned.</param>
[JsonDerivedType(typeof(CommitOperation), "commit")]
[JsonDerivedType(typeof(EvictOperation), "evict")]
[JsonDerivedType(typeof(ReadOperation), "read")]
public abstract record Operation(long Start, long End);
