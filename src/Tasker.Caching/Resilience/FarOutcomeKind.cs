namespace Tasker.Caching.Resilience;

/// <summary>How a call to an endpoint ended.</summary>
internal enum FarOutcomeKind
{
    /// <summary>It answered.</summary>
    Success,

    /// <summary>It did not answer in time. It may answer later; no request waits for that.</summary>
    TimedOut,

    /// <summary>It failed.</summary>
    Faulted,

    /// <summary>It was not called, because the circuit is open.</summary>
    Open,

    /// <summary>The caller gave up first. That says nothing about the endpoint.</summary>
    Cancelled,
}
