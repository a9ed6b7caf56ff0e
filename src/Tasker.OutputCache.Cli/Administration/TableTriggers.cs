namespace Tasker.OutputCache.Cli.Administration;

/// <summary>The triggers of a table that evict a resource.</summary>
internal sealed record TableTriggers(string Table, string? Resource, string State, string? Problem);
