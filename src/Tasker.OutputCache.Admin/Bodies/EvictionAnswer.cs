namespace Tasker.OutputCache.Admin.Bodies;

/// <summary>The answer of <c>POST evictions</c> and <c>DELETE entries/{key}</c>.</summary>
/// <param name="Result"><c>confirmed</c>, <c>journaled</c>, <c>refused</c> if something of it was; <c>removed</c> for a pattern; <c>dry-run</c> if nothing was evicted.</param>
/// <param name="Tags">What was evicted.</param>
/// <param name="Removed">How many entries a pattern has removed.</param>
/// <param name="Note">What to know about it.</param>
/// <param name="Reason">Why something of it was refused.</param>
/// <param name="Entries">How many entries of this process's memory it would take, in a dry run.</param>
internal sealed record EvictionAnswer(string Result, string[] Tags, long? Removed = null, string? Note = null, string? Reason = null, int? Entries = null);
