using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.Backends.Memory;
using Tasker.OutputCache.Benchmarks.Requests;
using Tasker.OutputCache.Tests.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Performance;

/// <summary>What a hit in the shared tier may allocate in our middleware, beside what the tier's client allocates.</summary>
public sealed class FarAllocationTests
{
    private const int Hits = 500;

    // 5,300 to 5,400 in Release, and a tenth more. Without optimization, the compiler makes classes of what are structs with it.
#if DEBUG
    private const int MostBeside = 9000;
#else
    private const int MostBeside = 5900;
#endif

    // Below the threshold of compression the body stays in the array that was read.
    [Fact]
    public Task Request_FarHitOf4Kilobytes_KeepsTheBytesThatWereRead() => CheckAsync(4 * 1024, static length => length);

    // Above it there is one array more, and that is of the exact size.
    [Fact]
    public Task Request_FarHitOf64Kilobytes_MakesOneArrayOfTheBody() => CheckAsync(64 * 1024, static length => length + (64 * 1024));

    private static async Task CheckAsync(int bodyLength, Func<int, int> needed)
    {
        var tier = new CopyingTier();
        await using var host = await RequestHost.StartAsync(Variant.TaskerMiddleware, inProcess: true, bodyLength, services => AddCache(services, tier));
        var deadline = TimeProvider.System.GetTimestamp() + (60 * TimeProvider.System.TimestampFrequency);
        while (tier.Count < 2)
        {
            // Filled as soon as the node is attached.
            Assert.True(TimeProvider.System.GetTimestamp() < deadline, "The tier is not filled.");
            Request(host, 2);
            await Task.Yield();
        }

        Request(host, Hits);
        var runs = host.Runs;
        var found = tier.Found;
        var rounds = 0;
        var least = long.MaxValue;
        for (; rounds < 5; rounds++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Request(host, Hits);
            least = Math.Min(least, (GC.GetAllocatedBytesForCurrentThread() - before) / Hits);
        }

        Assert.Equal(runs, host.Runs);
        Assert.Equal(rounds * Hits, tier.Found - found);
        Assert.InRange(least - needed(tier.Length), 0, MostBeside);
    }

    // Memory has room for one entry, and no two requests in a row are for the same: every hit is a read of the tier.
    private static void AddCache(IServiceCollection services, CopyingTier tier)
    {
        var settings = new Dictionary<string, string?> { ["common:cache:backend"] = "redis", ["common:cache:memory:max_capacity"] = "1" };
        services.AddTaskerOutputCache(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddSingleton<ICacheBackendProvider>(new TestBackend(new InMemoryEvictionLog(TimeProvider.System, TimeSpan.FromHours(2)), tier));
    }

    private static void Request(RequestHost host, int count)
    {
        var features = new InProcessFeatures();
        for (var i = 0; i < count; i++)
        {
            features.Reset(RequestHost.Path, RequestHost.QueryOf(i % 2));
            host.InProcess.ProcessAsync(features).GetAwaiter().GetResult();
        }
    }
}
