namespace Tasker.Caching.Simulation.Running;

/// <summary>What came of a run.</summary>
/// <param name="Plan">What was done.</param>
/// <param name="Counts">How much of it.</param>
/// <param name="Hash">The number of its trace.</param>
/// <param name="Violation">What was wrong, or <see langword="null"/>.</param>
/// <param name="Kind">What kind of wrong that is: a shorter plan has to fail in the same way.</param>
/// <param name="Lines">The trace, if it was asked for.</param>
internal sealed record RunResult(Plan Plan, RunCounts Counts, ulong Hash, string? Violation, string? Kind, IReadOnlyList<string> Lines);
