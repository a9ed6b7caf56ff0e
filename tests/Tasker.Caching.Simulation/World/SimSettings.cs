using Tasker.Caching.Simulation.Scheduling;

namespace Tasker.Caching.Simulation.World;

/// <summary>The settings of one run: those of all its nodes.</summary>
internal sealed class SimSettings(SimRandom random)
{
    public static readonly TimeSpan WhileRevalidate = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan IfError = TimeSpan.FromSeconds(5);

    public TimeSpan OperationTimeout { get; } = TimeSpan.FromMilliseconds(random.Pick([100, 200, 200, 400]));

    public TimeSpan StalenessBound { get; } = TimeSpan.FromMilliseconds(random.Pick([300, 1000, 2000, 2000]));

    public TimeSpan CatchUpInterval => StalenessBound / 2;

    public TimeSpan Lease { get; } = TimeSpan.FromSeconds(random.Pick([1, 3, 10, 60]));

    public TimeSpan MaxWait { get; } = TimeSpan.FromSeconds(random.Pick([2, 10, 30]));

    public TimeSpan Ttl { get; } = TimeSpan.FromMilliseconds(random.Pick([300, 3000, 60_000]));

    /// <summary>Gets how long the log remembers: in some runs so short that it forgets all the time.</summary>
    public TimeSpan Retention { get; } = TimeSpan.FromSeconds(random.Pick([3, 3, 7200]));

    public int Capacity { get; } = random.Pick([6, 1000, 1000]);

    public int Slots { get; } = random.Pick([64, 1024, 4096]);

    public TimeSpan GatherTime { get; } = TimeSpan.FromMilliseconds(random.Pick([0, 50]));

    public TimeSpan CircuitTimeout { get; } = TimeSpan.FromMilliseconds(random.Pick([500, 2000]));

    /// <summary>Gets how long an answer is fresh where its handler says so itself.</summary>
    public TimeSpan OwnTtl { get; } = TimeSpan.FromMilliseconds(random.Pick([500, 60_000]));

    public CacheSettings ToSettings(SimModel model)
    {
        var options = new TaskerCachingOptions
        {
            KeyPrefix = "sim",
            OperationTimeout = OperationTimeout,
            Lease = Lease,
            MaxWait = MaxWait,
        };
        options.Memory.MaxCapacity = Capacity;
        options.Evictions.CatchUpInterval = CatchUpInterval;
        options.Evictions.StalenessBound = StalenessBound;
        options.Evictions.Retention = Retention;
        options.CircuitBreaker.Timeout = CircuitTimeout;
        foreach (var resource in model.Resources)
        {
            options.Resources[resource.Name] = new CacheResourceOptions
            {
                Ttl = Ttl,
                Consistency = resource.Kind == ResourceKind.Strict ? CacheConsistency.Strict : CacheConsistency.Bounded,
                ServeWhenDetached = resource.Kind == ResourceKind.Bounded,
                StaleWhileRevalidate = resource.IsRefreshable ? WhileRevalidate : TimeSpan.Zero,
                StaleIfError = resource.IsRefreshable ? IfError : TimeSpan.Zero,
            };
        }

        return CacheSettings.Of(options) with { GatherTime = GatherTime };
    }
}
