using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>How a recomputation ended.</summary>
/// <param name="Entry">What it has stored, or <see langword="null"/>.</param>
/// <param name="HasFailed">Whether it failed: an exception, a time-out or a server error. If not, there is no entry because the response can't be stored.</param>
[Experimental(EngineFace.DiagnosticId)]
public readonly record struct RefreshResult(CachedEntry? Entry, bool HasFailed)
{
    /// <summary>The computation failed, or was cancelled.</summary>
    public static readonly RefreshResult Failed = new(null, true);

    /// <summary>A response was computed that can't be stored.</summary>
    public static readonly RefreshResult NotStorable = new(null, false);
}
