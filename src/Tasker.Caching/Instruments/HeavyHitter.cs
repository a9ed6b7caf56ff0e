using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>A frequent text.</summary>
/// <param name="Text">The text.</param>
/// <param name="Count">How often it came; never too low.</param>
/// <param name="Error">By how much the count may be too high.</param>
/// <param name="LastAt">When it came last.</param>
[Experimental(EngineFace.DiagnosticId)]
public readonly record struct HeavyHitter(string Text, long Count, long Error, DateTimeOffset LastAt);
