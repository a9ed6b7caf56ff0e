using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Engine;

/// <summary>What a handler was seen to read beside its key, for people.</summary>
/// <param name="Text">What it is.</param>
/// <param name="Reason">The word of <c>Cache-Status</c> and the metrics.</param>
/// <param name="IsRefused">Whether such responses are not stored.</param>
/// <param name="Fix">What to do about it.</param>
[Experimental(EngineFace.DiagnosticId)]
public sealed record ExplainedInput(string Text, string Reason, bool IsRefused, string Fix);
