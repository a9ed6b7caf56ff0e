namespace Tasker.QuickStart;

/// <summary>What the executions of the last hours took.</summary>
public sealed record Summary(int Hours, string? Namespace, int Count, double AverageMilliseconds);
