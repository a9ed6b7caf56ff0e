namespace Tasker.OutputCache.Resilience;

/// <summary>Whether calls to an endpoint are let through.</summary>
internal enum CircuitState
{
    /// <summary>Calls go through.</summary>
    Closed,

    /// <summary>Calls fail at once.</summary>
    Open,

    /// <summary>Calls fail at once; probes in the background go through.</summary>
    HalfOpen,
}
