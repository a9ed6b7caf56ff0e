using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>How a request was answered, or why its handler has to run.</summary>
[Experimental(EngineFace.DiagnosticId)]
public enum CacheOutcome
{
    /// <summary>There was no valid entry.</summary>
    Miss,

    /// <summary>Served from this process's memory.</summary>
    NearHit,

    /// <summary>Served from the shared tier.</summary>
    FarHit,

    /// <summary>Served with what another request has just computed.</summary>
    Collapsed,

    /// <summary>Served although no longer fresh, while it is computed again in the background.</summary>
    Stale,

    /// <summary>Served although no longer fresh, because computing it again failed or took too long.</summary>
    StaleOnError,

    /// <summary>It was no longer fresh, and has just been computed again.</summary>
    Refreshed,

    /// <summary>The resource does not allow to serve while this node is out of touch with the shared tier.</summary>
    Detached,

    /// <summary>A strict resource, and the eviction log could not be read.</summary>
    Unverified,

    /// <summary>The resource requires a tier that instances share, and there is none.</summary>
    NotShared,
}
