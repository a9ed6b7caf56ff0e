using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Inputs;

/// <summary>An input that a handler has read although it is not in the key.</summary>
/// <param name="Kind">Where it was read.</param>
/// <param name="Name">Its name; <c>*</c> for all of the kind.</param>
/// <param name="Verdict">What that means.</param>
/// <param name="Reason">The word of <c>Cache-Status</c>, metrics and logs.</param>
/// <param name="Text">What it is, for people.</param>
/// <param name="Fix">What to do about it, as a sentence.</param>
internal sealed record ObservedInput(InputKind Kind, string Name, InputVerdict Verdict, string Reason, string Text, string Fix);
