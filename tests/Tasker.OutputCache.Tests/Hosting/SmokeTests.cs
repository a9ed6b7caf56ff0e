using Microsoft.AspNetCore.Builder;
using Tasker.Caching;
using Xunit;

namespace Tasker.OutputCache.Tests.Hosting;

public sealed class SmokeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_Twice_RunsHandlerOnce()
    {
        var runs = 0;
        await using var app = await TestApp.StartAsync(app =>
            app.MapGet("/v1/analytics/performance", () => $"run {Interlocked.Increment(ref runs)}").CacheAnalytics("performance", vary: ["hours=24", "namespace"]));

        var first = await app.Client.GetAsync("/v1/analytics/performance?namespace=payments", Token);
        var second = await app.Client.GetAsync("/v1/analytics/performance?namespace=payments&hours=24", Token);
        var other = await app.Client.GetAsync("/v1/analytics/performance?namespace=billing", Token);

        Assert.Equal("run 1", await first.Content.ReadAsStringAsync(Token));
        Assert.Equal("run 1", await second.Content.ReadAsStringAsync(Token));
        Assert.Equal("run 2", await other.Content.ReadAsStringAsync(Token));
        Assert.Equal("tasker; fwd=miss; stored", Assert.Single(first.Headers.GetValues("Cache-Status")));
        Assert.StartsWith("tasker; hit; ttl=", Assert.Single(second.Headers.GetValues("Cache-Status")), StringComparison.Ordinal);

        Assert.Equal(EvictionResult.Confirmed, await app.Evictor.EvictAsync([CacheTag.For("analytics").With("namespace", "payments")], Token));

        Assert.Equal("run 3", await app.Client.GetStringAsync("/v1/analytics/performance?namespace=payments", Token));
        Assert.Equal("run 2", await app.Client.GetStringAsync("/v1/analytics/performance?namespace=billing", Token));
    }
}
