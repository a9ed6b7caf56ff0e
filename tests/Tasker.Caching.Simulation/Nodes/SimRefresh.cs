namespace Tasker.Caching.Simulation.Nodes;

/// <summary>A computation in the background, as the replay of a request is.</summary>
internal sealed class SimRefresh(SimNode node, SimWork work) : CacheRefresh
{
    public override async Task<RefreshResult> RunAsync(Computation computation)
    {
        await node.Handler.RunAsync(work, computation);
        return computation.Result is { } entry ? new RefreshResult(entry, false) : RefreshResult.Failed;
    }
}
