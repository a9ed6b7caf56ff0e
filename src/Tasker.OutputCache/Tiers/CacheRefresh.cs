namespace Tasker.OutputCache.Tiers;

/// <summary>A computation anew that does not need the request that asked for it to be there.</summary>
internal abstract class CacheRefresh
{
    /// <summary>Computes the entry and stores it.</summary>
    /// <param name="computation">The computation, which has ended when this has.</param>
    /// <returns>How it ended. It never throws.</returns>
    public abstract Task<RefreshResult> RunAsync(Computation computation);
}
