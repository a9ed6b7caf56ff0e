using Tasker.OutputCache.Evictions;
using Tasker.OutputCache.Resilience;
using Tasker.OutputCache.Revalidation;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Hosting;

/// <summary>Hands the options to the parts of this node, at start and whenever they change.</summary>
internal sealed class NodeSettings(EvictionJournal journal, EvictionFollower follower, FarEndpoint endpoint, LeaseKeeper leases, CacheEngine engine, NearTier near, FarWriter writer, Replayer replayer)
{
    // Long enough for a loop over some thousand rows; a quarter of the shortest time in which a person sees a delay.
    private static readonly TimeSpan GatherTime = TimeSpan.FromMilliseconds(50);

    public void Apply(TaskerOutputCacheOptions options)
    {
        journal.Timeout = options.OperationTimeout;
        journal.GatherTime = GatherTime;
        follower.Timeout = options.OperationTimeout;
        follower.Interval = options.Evictions.CatchUpInterval;
        follower.StalenessBound = options.Evictions.StalenessBound;
        endpoint.Update(options.CircuitBreaker, options.OperationTimeout);
        leases.Time = options.Lease;
        leases.Longest = options.MaxWait;
        engine.MaximumWait = options.MaxWait;
        replayer.Timeout = options.MaxWait;
        engine.Retention = options.Evictions.Retention;
        writer.CompressionThreshold = options.CompressionThresholdBytes;
        near.Resize(options.Memory.ToNearTierOptions());
    }
}
