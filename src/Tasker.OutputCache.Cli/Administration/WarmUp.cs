namespace Tasker.OutputCache.Cli.Administration;

/// <summary>How far the warm-up of a node is.</summary>
internal sealed record WarmUp(string State, int Paths, int Warm, int Failed);
