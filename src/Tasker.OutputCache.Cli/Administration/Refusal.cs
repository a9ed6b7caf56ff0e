namespace Tasker.OutputCache.Cli.Administration;

/// <summary>Why the administration refuses a request.</summary>
internal sealed record Refusal(string? Error);
