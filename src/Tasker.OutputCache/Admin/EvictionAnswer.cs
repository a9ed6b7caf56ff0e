namespace Tasker.OutputCache.Admin;

/// <summary>The answer of <c>POST evictions</c> and <c>DELETE entries/{key}</c>.</summary>
/// <param name="Result"><c>confirmed</c>, <c>journaled</c>, <c>refused</c> if something of it was; <c>removed</c> for a pattern.</param>
/// <param name="Tags">What was evicted.</param>
/// <param name="Removed">How many entries a pattern has removed.</param>
/// <param name="Note">What to know about it.</param>
/// <param name="Reason">Why something of it was refused.</param>
internal sealed record EvictionAnswer(string Result, string[] Tags, long? Removed = null, string? Note = null, string? Reason = null);
