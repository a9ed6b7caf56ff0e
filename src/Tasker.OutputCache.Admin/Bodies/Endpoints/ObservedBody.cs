namespace Tasker.OutputCache.Admin.Bodies.Endpoints;

/// <summary>What a handler was seen to read beside its key.</summary>
/// <param name="Text">What it is.</param>
/// <param name="Reason">The word of <c>Cache-Status</c> and the metrics.</param>
/// <param name="Refused">Whether such responses are not stored.</param>
/// <param name="Fix">What to do about it.</param>
internal sealed record ObservedBody(string Text, string Reason, bool Refused, string Fix);
