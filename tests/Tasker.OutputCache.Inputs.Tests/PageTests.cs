using Tasker.Caching;
using Xunit;

namespace Tasker.OutputCache.Inputs.Tests;

/// <summary>Pages are known before the first of them was asked for.</summary>
public sealed class PageTests
{
    [Theory]
    [InlineData(false, "/pages/orders/7", "/pages/orders/8", false)]
    [InlineData(false, "/pages/orders/7?status=a", "/pages/orders/7?status=b", false)]
    [InlineData(false, "/pages/orders/7", "/pages/orders/7?size=10", true)]
    [InlineData(false, "/pages/orders/7", "/pages/orders/7?size=11", false)]
    [InlineData(false, "/pages/orders/7?posted=a", "/pages/orders/7?posted=b", true)]
    [InlineData(true, "/pages/orders/7?status=a", "/pages/orders/7?status=b", false)]
    [InlineData(true, "/pages/orders/7", "/pages/orders/7?size=10", true)]
    public async Task Get_NothingDeclared_SharesWhatThePageDoesNotBind(bool overTasker, string one, string other, bool isShared)
    {
        await using var host = await StartAsync(overTasker);

        Assert.Equal(isShared, await host.GetAsync(one) == await host.GetAsync(other));
        Assert.StartsWith("tasker; hit", await host.StatusAsync(one), StringComparison.Ordinal);
        Assert.DoesNotContain(host.Logs.Entries, static entry => entry.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Evict_InferredDimensionOfAPage_TakesItsResponses()
    {
        await using var host = await StartAsync(overTasker: false);
        var gone = await host.GetAsync("/pages/orders/7?status=a");
        var stays = await host.GetAsync("/pages/orders/7?status=b");

        await host.Evictor.EvictAsync([CacheTag.For("analytics").With("status", "a")], TestContext.Current.CancellationToken);

        Assert.NotEqual(gone, await host.GetAsync("/pages/orders/7?status=a"));
        Assert.Equal(stays, await host.GetAsync("/pages/orders/7?status=b"));
    }

    private static Task<InputHost> StartAsync(bool overTasker) => InputHost.StartAsync(overTasker, static services => services.AddRazorPages(InputHost.OnlyPage("/Orders")), static app => app.MapRazorPages().CacheAnalytics());
}
