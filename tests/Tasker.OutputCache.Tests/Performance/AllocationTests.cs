using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Benchmarks.Requests;
using Tasker.OutputCache.FrameworkStore;
using Tasker.OutputCache.Responses.Stored;
using Xunit;

namespace Tasker.OutputCache.Tests.Performance;

/// <summary>What a hit may allocate. Counted on this thread only: a hit ends where it began, and other tests allocate beside it.</summary>
public sealed class AllocationTests
{
    private const int Hits = 2000;

    [Fact]
    public void Lookup_NearHit_AllocatesNothing()
    {
        using var services = MakeServices();
        var engine = services.GetRequiredService<CacheEngine>();
        var view = services.GetRequiredService<EvictionView>();
        var work = new FrameworkOperation("key", services.GetRequiredService<ResourceCatalog>().Get("analytics"));
        var life = TimeSpan.FromHours(1);
        Assert.True(engine.TryBegin(work)!.Complete(new OpaqueResponse([1]), new EntryTags(["a", "b"]), new CacheLifetime(life, TimeSpan.Zero, TimeSpan.Zero)));
        LookUp(engine, work);

        var unmoved = Count(() => LookUp(engine, work));
        var moved = Count(() => LookUp(engine, work), () => view.ApplyLocally(["something-else"], []));

        Assert.Equal(0, unmoved);
        Assert.Equal(0, moved);
    }

    private static ServiceProvider MakeServices()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddTaskerOutputCache(new ConfigurationBuilder().Build());
        return services.BuildServiceProvider();
    }

    private static void LookUp(CacheEngine engine, FrameworkOperation work)
    {
        for (var i = 0; i < Hits; i++)
        {
            var lookup = engine.LookupAsync(work, CancellationToken.None);
            Assert.True(lookup.IsCompletedSuccessfully && lookup.Result.Outcome == CacheOutcome.NearHit);
        }
    }

    [Fact]
    public async Task Request_NearHit_AllocatesNoMoreThanWithTheFrameworksStore()
    {
        await using var microsoft = await RequestHost.StartAsync(Variant.Microsoft, inProcess: true);
        await using var tasker = await RequestHost.StartAsync(Variant.Tasker, inProcess: true);
        Request(microsoft);
        Request(tasker);

        var theirs = Count(() => Request(microsoft));
        var ours = Count(() => Request(tasker));

        Assert.Equal(1, tasker.Runs);
        Assert.True(ours <= theirs, $"{ours / Hits} bytes a request, and {theirs / Hits} with the framework's store.");
    }

    [Fact]
    public async Task Request_NearHitOfOurMiddleware_AllocatesNoMoreThanTheBareEndpoint()
    {
        await using var bare = await RequestHost.StartAsync(Variant.Bare, inProcess: true);
        await using var lane = await RequestHost.StartAsync(Variant.TaskerMiddleware, inProcess: true);
        Request(bare);
        Request(lane);

        var without = Count(() => Request(bare));
        var with = Count(() => Request(lane));

        Assert.Equal(1, lane.Runs);
        Assert.True(with <= without + (64 * Hits), $"{with / Hits} bytes a request, and {without / Hits} without a cache.");
        Assert.InRange(with / Hits, 0, 700);
    }

    private static void Request(RequestHost host)
    {
        var features = new InProcessFeatures();
        for (var i = 0; i < Hits; i++)
        {
            features.Reset(RequestHost.Path, RequestHost.QueryOf(1));
            host.InProcess.ProcessAsync(features).GetAwaiter().GetResult();
        }
    }

    // The least of some: a collection in between counts what is left of the thread's buffer.
    private static long Count(Action action, Action? prepare = null) =>
        Enumerable.Range(0, 5).Min(_ =>
        {
            prepare?.Invoke();
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
}
