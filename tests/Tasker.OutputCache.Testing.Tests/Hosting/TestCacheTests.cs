using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tasker.OutputCache.TestUtilities;

namespace Tasker.OutputCache.Testing.Tests.Hosting;

/// <summary>What a test does with the cache of its host, over both middlewares.</summary>
public sealed class TestCacheTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly TestCache _cache = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Advance_ToTheEndOfALife_EndsItToTheSecond(bool overTasker)
    {
        await using var host = await TestHost.StartAsync(_cache, overTasker, static options => options.DefaultTtl = TimeSpan.FromHours(1));
        CacheAssert.Stored(await host.GetAsync());

        await _cache.AdvanceAsync(TimeSpan.FromHours(1) - Second, Token);
        Assert.Equal(Second, CacheAssert.Hit(await host.GetAsync(), "near").Ttl);

        await _cache.AdvanceAsync(2 * Second, Token);
        CacheAssert.Stored(await host.GetAsync());
        Assert.Equal(2, host.Runs);
    }

    // A node that has not read the log for two seconds of its clock is detached: a strict resource would compute.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Advance_Far_LeavesTheHostAttached(bool overTasker)
    {
        await using var host = await TestHost.StartAsync(_cache, overTasker, static options =>
        {
            options.DefaultTtl = TimeSpan.FromHours(2);
            options.Resources["orders"] = new CacheResourceOptions { ServeWhenDetached = false };
        });
        CacheAssert.Stored(await host.GetAsync());

        for (var i = 0; i < 20; i++)
        {
            await _cache.AdvanceAsync(TimeSpan.FromMinutes(5), Token);

            CacheAssert.Hit(await host.GetAsync());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TwoHosts_OfOneCache_AreInstancesOfOneDeployment(bool overTasker)
    {
        await using var one = await TestHost.StartAsync(_cache, overTasker);
        await using var other = await TestHost.StartAsync(_cache, overTasker);
        CacheAssert.Stored(await one.GetAsync("?region=north"));
        await Eventually.Async(() => _cache.Backend.Keys.Count == 1, TimeSpan.FromSeconds(10), "the entry is in the back end", Token);

        CacheAssert.Hit(await other.GetAsync("?region=north"), "far");
        await other.Evictor.EvictAsync([CacheTag.For("orders").With("region", "north")], Token);

        CacheAssert.Miss(await one.GetAsync("?region=north"));
        Assert.Equal((2, 0), (one.Runs, other.Runs));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Fail_BackEnd_FailsNoRequestAndJournalsEvictions(bool overTasker)
    {
        await using var host = await TestHost.StartAsync(_cache, overTasker);
        CacheAssert.Stored(await host.GetAsync());
        _cache.Backend.Fail();

        CacheAssert.Hit(await host.GetAsync());
        Assert.Equal(EvictionResult.Journaled, await host.Evictor.EvictAsync(["orders"], Token));
        CacheAssert.Miss(await host.GetAsync());

        _cache.Backend.Recover();
        await _cache.AdvanceAsync(TimeSpan.FromMinutes(1), Token);
        Assert.Equal(EvictionResult.Confirmed, await host.Evictor.EvictAsync(["orders"], Token));
        CacheAssert.Stored(await host.GetAsync());
        Assert.Equal([EvictionResult.Journaled, EvictionResult.Confirmed], _cache.Evictions.Select(static eviction => eviction.Result!.Value));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Hang_BackEnd_RequestIsAnsweredAfterTheTimeOut(bool overTasker)
    {
        await using var host = await TestHost.StartAsync(_cache, overTasker);
        _cache.Backend.Hang();

        var response = await _cache.AdvanceUntilAsync(host.GetAsync(), cancellationToken: Token);

        response.EnsureSuccessStatusCode();
        CacheAssert.Miss(response);
        _cache.Backend.Recover();
    }

    [Fact]
    public async Task Flush_BackEnd_LosesEverythingThatInstancesShare()
    {
        await using var host = await TestHost.StartAsync(_cache);
        CacheAssert.Stored(await host.GetAsync());
        await Eventually.Async(() => _cache.Backend.Keys.Count == 1, TimeSpan.FromSeconds(10), "the entry is in the back end", Token);

        _cache.Backend.Flush();
        Assert.Empty(_cache.Backend.Keys);
        await _cache.AdvanceAsync(TimeSpan.Zero, Token);

        // Evictions may have been lost with the log.
        CacheAssert.Miss(await host.GetAsync());
    }

    [Fact]
    public async Task Reset_BetweenTests_LeavesNothing()
    {
        await using var host = await TestHost.StartAsync(_cache);
        CacheAssert.Stored(await host.GetAsync());
        await host.Evictor.EvictAsync(["reports"], Token);
        CacheAssert.Hit(await host.GetAsync());
        _cache.Backend.Fail();

        await _cache.ResetAsync(Token);

        CacheAssert.NothingEvicted(_cache.Evictions);
        CacheAssert.Stored(await host.GetAsync());
    }

    [Fact]
    public async Task Evictions_OfEveryKind_AreRecordedAsTheyWereNamed()
    {
        await using var host = await TestHost.StartAsync(_cache);
        CacheAssert.NothingEvicted(_cache.Evictions);

        await host.Evictor.EvictAsync([CacheTag.For("orders").With("region", "north")], EvictionMode.Soft, Token);
        await host.Services.GetRequiredService<ICacheEvents>().PublishAsync(new TestHost.Shipped("south"), Token);
        await host.PostAsync();
        await host.Evictor.EvictEverythingAsync(Token);
        await Assert.ThrowsAsync<EvictionRefusedException>(async () => await host.Evictor.EvictAsync([CacheTag.For("orders").With("colour", "red")], Token));

        CacheAssert.Evicted(_cache.Evictions, CacheTag.For("orders").With("region", "north"), EvictionMode.Soft);
        CacheAssert.Evicted(_cache.Evictions, CacheTag.For("orders").With("region", "south"));
        CacheAssert.Evicted(_cache.Evictions, CacheTag.Everything);
        CacheAssert.NotEvicted(_cache.Evictions, CacheTag.For("orders").With("colour", "red"));
        Assert.Contains(_cache.Evictions, static eviction => eviction.Tags.Any(static tag => tag.ToString() == "path:/orders"));
        Assert.Equal(5, _cache.Evictions.Count);
    }

    [Fact]
    public async Task WaitFor_AnEvictionInTheBackground_ReturnsIt()
    {
        await using var host = await TestHost.StartAsync(_cache);
        var waiting = _cache.Evictions.WaitForAsync("orders", cancellationToken: Token);

        await host.Evictor.EvictAsync(["orders"], Token);

        Assert.Equal([CacheTag.For("orders")], (await waiting).Tags);
        var exception = await Assert.ThrowsAsync<CacheAssertException>(() => _cache.Evictions.WaitForAsync("reports", TimeSpan.FromMilliseconds(1), Token));
        Assert.Contains("orders, confirmed", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UseTestCache_WithTheMemoryBackEnd_LeavesTheOthersAlone()
    {
        await using var host = await TestHost.StartAsync(_cache, configure: static options => options.Backend = "memory");

        CacheAssert.Stored(await host.GetAsync());
        CacheAssert.Hit(await host.GetAsync());
        await _cache.AdvanceAsync(TimeSpan.FromHours(2), Token);

        CacheAssert.Miss(await host.GetAsync());
        Assert.Equal(0, _cache.Backend.Calls);
    }

    // A test that fails halfway leaves the fault in place, and must not hang in its disposal.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stop_HostWithABrokenBackEnd_Ends(bool hangs)
    {
        await using var host = await TestHost.StartAsync(_cache);
        _cache.Backend.Fail();
        await host.Evictor.EvictAsync(["orders"], Token);
        if (hangs)
        {
            _cache.Backend.Hang();
        }

        _ = host.GetAsync();
        _cache.Clock.Advance(Second);

        await host.StopAsync().WaitAsync(TimeSpan.FromSeconds(20), Token);
    }

    [Fact]
    public async Task Dispose_Host_LeavesTheBackEnd()
    {
        await using (await TestHost.StartAsync(_cache))
        {
            Assert.Single(_cache.Backend.Nodes);
        }

        Assert.Empty(_cache.Backend.Nodes);
        await _cache.AdvanceAsync(TimeSpan.FromMinutes(1), Token);
    }

    [Fact]
    public async Task UseTestCache_WorkerWithoutAWebServer_HasClockBackEndAndRecorder()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddTaskerCaching(builder.Configuration, static options => options.DefaultTtl = TimeSpan.FromMinutes(1));
        builder.Services.UseTestCache(_cache);
        using var host = builder.Build();
        await host.StartAsync(Token);
        var objects = host.Services.GetRequiredService<HybridCache>();
        var runs = 0;

        Assert.Equal(1, await GetAsync());
        Assert.Equal(1, await GetAsync());
        await host.Services.GetRequiredService<ICacheEvictor>().EvictAsync(["numbers"], Token);
        Assert.Equal(2, await GetAsync());
        await _cache.AdvanceAsync(TimeSpan.FromMinutes(2), Token);
        Assert.Equal(3, await GetAsync());

        CacheAssert.Evicted(_cache.Evictions, "numbers");
        await host.StopAsync(Token);

        ValueTask<int> GetAsync() => objects.GetOrCreateAsync("number", _ => ValueTask.FromResult(++runs), tags: ["numbers"], cancellationToken: Token);
    }

    [Fact]
    public void UseTestCache_HostWithoutTheCache_SaysWhatIsMissing()
    {
        var builder = WebApplication.CreateBuilder();

        var exception = Assert.Throws<InvalidOperationException>(() => builder.Services.UseTestCache(_cache));

        Assert.Contains("AddTaskerOutputCache", exception.Message, StringComparison.Ordinal);
    }
}
