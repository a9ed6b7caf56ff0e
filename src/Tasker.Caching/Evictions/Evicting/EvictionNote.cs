using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>An eviction, as this node remembers it.</summary>
/// <param name="At">When this node applied it.</param>
/// <param name="Tags">Its tags, the first of them if they are many.</param>
/// <param name="TagCount">How many tags it has.</param>
/// <param name="Mode"><c>hard</c>, <c>soft</c>.</param>
/// <param name="Result"><c>confirmed</c>, <c>journaled</c>, <c>refused</c>; <c>received</c> if another node began it.</param>
/// <param name="By">Who evicted, as far as that is known.</param>
/// <param name="Age">How long the eviction had been in the log when this node applied it; <see langword="null"/> if it is this node's own.</param>
/// <param name="Reason">Why something of it was refused, without values; <see langword="null"/> if nothing was.</param>
[Experimental(EngineFace.DiagnosticId)]
public sealed record EvictionNote(DateTimeOffset At, string[] Tags, int TagCount, string Mode, string Result, string By, TimeSpan? Age, string? Reason);
