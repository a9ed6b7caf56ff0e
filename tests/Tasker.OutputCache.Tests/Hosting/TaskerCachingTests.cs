using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Xunit;

namespace Tasker.OutputCache.Tests.Hosting;

/// <summary>The engine alone, in a host without a web server.</summary>
public sealed class TaskerCachingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AddTaskerCaching_HostWithoutAWebServer_CachesObjectsAndEvicts()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddTaskerCaching(builder.Configuration)
            .EvictOn<string>(name => [CacheTag.FromString(name)]);
        using var host = builder.Build();
        await host.StartAsync(Token);
        var cache = host.Services.GetRequiredService<HybridCache>();
        var computed = 0;

        Assert.Equal(1, await GetAsync());
        Assert.Equal(1, await GetAsync());
        await host.Services.GetRequiredService<ICacheEvents>().PublishAsync("orders", Token);
        Assert.Equal(2, await GetAsync());
        Assert.Equal(EvictionResult.Confirmed, await host.Services.GetRequiredService<ICacheEvictor>().EvictAsync(["orders"], Token));
        Assert.Equal(3, await GetAsync());
        await host.StopAsync(Token);

        ValueTask<int> GetAsync() => cache.GetOrCreateAsync("7", _ => ValueTask.FromResult(++computed), tags: ["orders"], cancellationToken: Token);
    }

    [Fact]
    public void AddTaskerCaching_Alone_BringsNoMiddleware()
    {
        var services = new ServiceCollection();

        services.AddTaskerCaching(new ConfigurationBuilder().Build());

        Assert.DoesNotContain(services, static service => service.ServiceType == typeof(IOutputCacheStore));
        Assert.DoesNotContain(services, static service => service.ServiceType.Namespace?.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void AddTaskerOutputCache_AfterTheEngine_AddsNoSecondOne()
    {
        var configuration = new ConfigurationBuilder().Build();
        var services = new ServiceCollection();
        services.AddTaskerCaching(configuration);

        services.AddTaskerOutputCache(configuration, options => options.KeyPrefix = "second");

        Assert.Single(services, static service => service.ServiceType == typeof(CacheEngine));
        Assert.Single(services, static service => service.ServiceType == typeof(IOutputCacheStore));
        using var provider = services.AddLogging().BuildServiceProvider();
        Assert.Equal("second", provider.GetRequiredService<IOptions<TaskerCachingOptions>>().Value.KeyPrefix);
    }
}
