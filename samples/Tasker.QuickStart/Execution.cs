namespace Tasker.QuickStart;

/// <summary>One run of a task.</summary>
public sealed record Execution(string Namespace, int Milliseconds);
