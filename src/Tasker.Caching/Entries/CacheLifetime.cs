using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>How long an entry may be shown, and as what.</summary>
/// <param name="Fresh">How long it is fresh.</param>
/// <param name="StaleWhileRevalidate">How long after that it is answered at once, while it is computed again.</param>
/// <param name="StaleIfError">How long after its freshness it is answered when computing it again fails.</param>
[Experimental(EngineFace.DiagnosticId)]
public readonly record struct CacheLifetime(TimeSpan Fresh, TimeSpan StaleWhileRevalidate, TimeSpan StaleIfError)
{
    /// <summary>Gets how old the content is already: a handler may have it from another cache.</summary>
    public TimeSpan Age { get; init; }

    /// <summary>Gets how long after its freshness it is kept, in case that it is found to be unchanged.</summary>
    public TimeSpan Kept { get; init; }

    /// <summary>Gets how long it is shown.</summary>
    internal TimeSpan Shown => Fresh + (StaleWhileRevalidate > StaleIfError ? StaleWhileRevalidate : StaleIfError);

    /// <summary>Gets how long it is of any use.</summary>
    internal TimeSpan Total => Fresh + Kept > Shown ? Fresh + Kept : Shown;
}
