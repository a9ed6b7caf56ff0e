namespace Tasker.OutputCache.Tiers;

/// <summary>How reading the shared tier for a computation has ended.</summary>
internal enum FarReadEnd
{
    /// <summary>The caller may compute, with the lease if the tier has granted it.</summary>
    Free,

    /// <summary>Responses of this key could not be stored a moment ago: nobody is to wait.</summary>
    DoNotWait,

    /// <summary>Another node is computing it, and the caller has waited long enough.</summary>
    Busy,
}
