namespace Tasker.Caching.Resilience;

/// <summary>How a call failed, as far as the circuit is concerned.</summary>
internal enum CircuitFailure
{
    /// <summary>The endpoint refused, or the connection broke.</summary>
    Fault,

    /// <summary>The endpoint did not answer in time.</summary>
    TimedOut,

    /// <summary>The call failed, and this process stood still meanwhile.</summary>
    FaultInStall,

    /// <summary>No answer was read in time, and this process stood still meanwhile: the answer may well have been there.</summary>
    TimedOutInStall,
}
