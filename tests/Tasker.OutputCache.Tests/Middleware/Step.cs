namespace Tasker.OutputCache.Tests.Middleware;

/// <summary>One step in which a handler writes its body.</summary>
public readonly record struct Step(StepKind Kind, int Length);
