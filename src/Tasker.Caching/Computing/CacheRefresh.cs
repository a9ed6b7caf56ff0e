using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>A recomputation that does not need the request that asked for it.</summary>
[Experimental(EngineFace.DiagnosticId)]
public abstract class CacheRefresh
{
    /// <summary>Computes the entry and stores it.</summary>
    /// <param name="computation">The computation, which has ended when this has.</param>
    /// <returns>How it ended. It never throws.</returns>
    public abstract Task<RefreshResult> RunAsync(Computation computation);
}
