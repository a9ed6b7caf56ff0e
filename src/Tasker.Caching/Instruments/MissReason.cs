using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>Why a request found nothing to be answered with, as far as this node knows.</summary>
[Experimental(EngineFace.DiagnosticId)]
public enum MissReason
{
    /// <summary>Nothing is known of the key: it was not asked for before, or too long ago.</summary>
    Cold,

    /// <summary>The entry's time had passed.</summary>
    Expired,

    /// <summary>An eviction had made the entry void.</summary>
    Evicted,

    /// <summary>There was no room for the entry in this process's memory, and the shared tier did not have it.</summary>
    Capacity,

    /// <summary>The last response could not be stored.</summary>
    Refused,
}
