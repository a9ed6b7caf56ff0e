namespace Tasker.Caching.Computing.Flights;

/// <summary>How waiting for a computation has ended.</summary>
internal enum FlightEnd
{
    /// <summary>There is an entry.</summary>
    Landed,

    /// <summary>The leader could not deliver, and it is this waiter's turn.</summary>
    Leads,

    /// <summary>There is a later computation, or has been one: the waiter looks again.</summary>
    Superseded,

    /// <summary>There will be no entry: everybody computes for itself.</summary>
    Dispersed,

    /// <summary>The leader failed, and so do all who wait for it.</summary>
    Failed,

    /// <summary>It took too long: this waiter computes for itself.</summary>
    TimedOut,
}
