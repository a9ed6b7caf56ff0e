namespace Tasker.Caching.Computing;

/// <summary>How reading the shared tier for a computation has ended.</summary>
internal enum FarReadEnd
{
    /// <summary>The caller may compute, with the lease if the tier has granted it.</summary>
    MayCompute,

    /// <summary>Responses of this key could not be stored a moment ago: do not wait.</summary>
    DoNotWait,

    /// <summary>Another node is computing it, and the caller has waited long enough.</summary>
    Busy,
}
