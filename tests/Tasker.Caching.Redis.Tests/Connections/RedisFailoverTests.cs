using Tasker.OutputCache.TestUtilities;

namespace Tasker.Caching.Redis.Tests.Connections;

/// <summary>A cluster of its own, because it is not the same afterwards.</summary>
public sealed class RedisFailoverTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    private const string LogKey = "{tasker}:evictions";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private CacheBackend Backend => cluster.Backend.Backend;

    [Fact]
    public async Task ReadSince_FailoverThatLosesWrites_BeginsAnew()
    {
        var kept = await Backend.Log.AppendAsync(["a"], 0, Token);

        await cluster.Cluster.FailoverLosingWritesAsync(LogKey, async _ => await Backend.Log.AppendAsync(["lost"], 0, Token), Token);

        var page = await Eventually.Async(
            token => Backend.Log.ReadSinceAsync(new EvictionCursor(kept.Generation, kept.Sequence, kept.Sequence), token).AsTask(),
            page => page.Generation != kept.Generation,
            TimeSpan.FromSeconds(60),
            "the log is begun anew",
            Token);
        Assert.True(page.Marker > kept.Sequence);
    }
}
