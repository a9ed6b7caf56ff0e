namespace Tasker.OutputCache.Admin.Bodies.Endpoints;

/// <summary>A table that responses are made of.</summary>
/// <param name="Table">The table.</param>
/// <param name="EvictedBy">What evicts the responses when it changes; empty if nothing does.</param>
/// <param name="Note">What is not known.</param>
internal sealed record TableBody(string Table, IReadOnlyList<string> EvictedBy, string? Note);
