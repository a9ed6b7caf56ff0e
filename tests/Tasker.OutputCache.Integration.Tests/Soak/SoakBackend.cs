using Tasker.OutputCache.TestUtilities.Faults;

namespace Tasker.OutputCache.Integration.Tests.Soak;

/// <summary>A shared back end of real servers, and what can go wrong with it.</summary>
internal abstract class SoakBackend : IAsyncDisposable
{
    /// <summary>Gets the name of the back end, as it is configured.</summary>
    public abstract string Name { get; }

    /// <summary>Gets where the hosts find it.</summary>
    public abstract string Url { get; }

    public abstract IReadOnlyList<Fault> Faults { get; }

    /// <summary>Gets how many targets may suffer at the same time.</summary>
    public virtual int Concurrency => 1;

    public static async Task<SoakBackend> StartAsync(string name, CancellationToken cancellationToken) => name switch
    {
        "redis" => await RedisSoakBackend.StartAsync(cancellationToken),
        "cluster" => await ClusterSoakBackend.StartAsync(cancellationToken),
        "memcached" => await MemcachedSoakBackend.StartAsync(cancellationToken),
        _ => throw new ArgumentException($"The back end is redis, cluster or memcached, not {name}."),
    };

    /// <summary>Lets the load write to a server that is about to die.</summary>
    protected static Task WriteForAWhileAsync() => Task.Delay(TimeSpan.FromMilliseconds(500));

    public abstract ValueTask DisposeAsync();
}
