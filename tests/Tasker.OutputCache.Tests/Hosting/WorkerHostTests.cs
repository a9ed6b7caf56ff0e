using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tasker.Caching;
using Xunit;

namespace Tasker.OutputCache.Tests.Hosting;

public sealed class WorkerHostTests
{
    [Fact]
    public async Task Start_HostWithoutWebServer_Evicts()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddTaskerOutputCache(new ConfigurationBuilder().Build());
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);

        var result = await host.Services.GetRequiredService<ICacheEvictor>().EvictAsync(["analytics"], TestContext.Current.CancellationToken);

        Assert.Equal(EvictionResult.Confirmed, result);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }
}
