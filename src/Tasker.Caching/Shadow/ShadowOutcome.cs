using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>What the cache would have done with a request that it did not answer.</summary>
[Experimental(EngineFace.DiagnosticId)]
public enum ShadowOutcome
{
    /// <summary>The handler would have run.</summary>
    Miss,

    /// <summary>There was an entry to answer with.</summary>
    Hit,

    /// <summary>The request would have waited for the computation of another one.</summary>
    Joined,
}
