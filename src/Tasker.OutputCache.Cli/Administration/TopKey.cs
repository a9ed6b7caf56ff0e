namespace Tasker.OutputCache.Cli.Administration;

/// <summary>A key that is hit often.</summary>
internal sealed record TopKey(string Key, long Hits);
