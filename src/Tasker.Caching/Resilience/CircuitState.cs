using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>Whether calls to an endpoint are let through.</summary>
[Experimental(EngineFace.DiagnosticId)]
public enum CircuitState
{
    /// <summary>Calls go through.</summary>
    Closed,

    /// <summary>Calls fail at once.</summary>
    Open,

    /// <summary>Calls fail at once; probes in the background go through.</summary>
    HalfOpen,
}
