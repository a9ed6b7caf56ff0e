namespace Tasker.Caching.Backends;

/// <summary>What a read of the far tier says of an entry's lease.</summary>
public enum FarLeaseState
{
    /// <summary>No lease was asked for, or the entry is there.</summary>
    None,

    /// <summary>The caller has the lease, now or still: it computes. A caller that asks with the token that has the lease gets it again.</summary>
    Granted,

    /// <summary>Another node has it. The lease is marked, so that its end is announced.</summary>
    Held,

    /// <summary>Responses of this key can't be stored at the moment: compute without waiting and without a lease.</summary>
    DoNotWait,
}
