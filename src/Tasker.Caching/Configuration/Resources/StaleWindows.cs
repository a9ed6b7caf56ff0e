using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>For how long an entry may be shown after its freshness.</summary>
/// <param name="WhileRevalidate">How long it is answered at once, while it is computed again.</param>
/// <param name="IfError">How long it is answered when computing it again fails.</param>
[Experimental(EngineFace.DiagnosticId)]
public readonly record struct StaleWindows(TimeSpan WhileRevalidate, TimeSpan IfError)
{
    /// <summary>Gets the longer of the two, which both begin where freshness ends.</summary>
    internal TimeSpan Longest => WhileRevalidate > IfError ? WhileRevalidate : IfError;
}
