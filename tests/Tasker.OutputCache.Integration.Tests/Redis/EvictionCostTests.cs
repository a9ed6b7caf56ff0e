using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Processes;
using Tasker.OutputCache.TestUtilities.Servers;
using Xunit;

namespace Tasker.OutputCache.Integration.Tests.Redis;

public sealed class EvictionCostTests
{
    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Evict_TagOfAnyNumberOfEntries_TakesTheSameCommands()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var host = await StartHostAsync(redis);
        var store = host.Services.GetRequiredService<IOutputCacheStore>();
        var evictor = host.Services.GetRequiredService<ICacheEvictor>();

        // The first call of the script may have to send its text.
        Assert.Equal(EvictionResult.Confirmed, await evictor.EvictAsync(["first"], Token));
        var costs = new List<string>();
        var filled = 0L;
        foreach (var entries in (int[])[1, 1_000, 100_000])
        {
            for (var entry = 0; entry < entries; entry++)
            {
                await store.SetAsync($"{entries}-{entry}", [1, 2, 3], [$"tag-{entries}"], TimeSpan.FromMinutes(30), Token);
            }

            filled += entries;
            await Eventually.Async(
                async token => (await redis.ExecuteAsync(["DBSIZE"], token)).Number,
                size => size > filled, _deadline, $"{filled} entries and the log are in Redis", Token);
            await redis.ResetCommandCallsAsync(Token);

            Assert.Equal(EvictionResult.Confirmed, await evictor.EvictAsync([$"tag-{entries}"], Token));

            var calls = await redis.WantedCallsAsync(Token);
            costs.Add(string.Join(", ", calls.OrderBy(call => call.Key, StringComparer.Ordinal).Select(call => $"{call.Value} {call.Key}")));
            Assert.Null(await store.GetAsync($"{entries}-0", Token));
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"An eviction takes: {costs[0]}");
        Assert.Single(costs.Distinct());
        Assert.DoesNotContain("keys", costs[0], StringComparison.Ordinal);
        await host.StopAsync(Token);
    }

    private static async Task<WebApplication> StartHostAsync(RedisServer redis)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["common:cache:backend"] = "redis",
            ["common:cache:redis:url"] = redis.Url,
            ["common:cache:operation_timeout_milliseconds"] = "10000",
            // Readings of the log are a minute apart, so that they don't blur the counts.
            ["common:cache:evictions:catch_up_interval_milliseconds"] = "60000",
            ["common:cache:evictions:staleness_bound_milliseconds"] = "600000",
        });
        builder.Services.AddTaskerOutputCache(builder.Configuration).AddRedis();
        builder.Services.RemoveAnnouncements();
        var host = builder.Build();
        host.UseOutputCache();
        await host.StartAsync(Token);
        return host;
    }
}
