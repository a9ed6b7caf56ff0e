using Tasker.OutputCache.Evictions;

namespace Tasker.OutputCache.Store;

/// <summary>What this node knew of the eviction log when a request arrived.</summary>
/// <param name="point">The point.</param>
internal sealed class ArrivalFeature(EvictionPoint point)
{
    public EvictionPoint Point => point;
}
