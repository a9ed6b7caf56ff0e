namespace Tasker.OutputCache.Benchmarks.Instructions;

/// <summary>An operation whose instructions are counted.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Run">Runs it, as often as it is told, on the calling thread.</param>
/// <param name="IsDone">Whether it has done what its name says, and nothing else, since it was asked last.</param>
internal sealed record Operation(string Name, Action<int> Run, Func<int, bool> IsDone);
