namespace Tasker.OutputCache.Admin.Bodies;

/// <summary>A step of an explanation.</summary>
/// <param name="Name"><c>endpoint</c>, <c>resource</c>, <c>parameters</c>, <c>inputs</c>, <c>tables</c>, <c>partition</c>, <c>key</c>, <c>tags</c>, <c>lookup</c>, <c>decision</c>.</param>
/// <param name="Ok">Whether the request is still on its way to the cache after it.</param>
/// <param name="Text">What was found.</param>
internal sealed record ExplanationStepBody(string Name, bool Ok, string Text);
