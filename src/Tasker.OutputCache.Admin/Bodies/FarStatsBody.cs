namespace Tasker.OutputCache.Admin.Bodies;

/// <summary>One kind of operation of the shared tier.</summary>
/// <param name="Operation">Its name: <c>read</c>, <c>fill</c>, ...</param>
/// <param name="Count">How many there were.</param>
/// <param name="Failures">How many of them failed or took too long.</param>
/// <param name="Milliseconds">What one takes on average.</param>
internal sealed record FarStatsBody(string Operation, long Count, long Failures, double Milliseconds);
