namespace Tasker.OutputCache.Tests.Evictions.Model;

/// <summary>What an exploration found.</summary>
/// <param name="States">How many different states were reached.</param>
/// <param name="Served">Everything that was served in them.</param>
/// <param name="Violation">The first violation, by the shortest way to it, or <see cref="Violation.None"/>.</param>
/// <param name="Trace">The steps to the violation, the forbidden one last.</param>
internal sealed record Exploration(int States, Served Served, Violation Violation, IReadOnlyList<string> Trace);
