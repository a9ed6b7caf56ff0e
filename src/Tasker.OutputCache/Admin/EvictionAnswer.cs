namespace Tasker.OutputCache.Admin;

/// <summary>The answer of <c>POST evictions</c>.</summary>
internal sealed record EvictionAnswer(string Result, string[] Tags);
