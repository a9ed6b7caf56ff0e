using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.Engine;
using Xunit;

namespace Tasker.OutputCache.Tests.Hosting;

/// <summary>What a host has to register, and what it is told where it forgets.</summary>
public sealed class RegistrationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static WebApplicationBuilder NewBuilder()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        return builder;
    }

    [Fact]
    public async Task AddTaskerOutputCache_WithoutConfiguration_ReadsTheOneOfTheHost()
    {
        var builder = NewBuilder();
        builder.Services.AddTaskerOutputCache(static options => options.KeyPrefix = "code");

        // Sources that are added later count as well.
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("common:cache:resources:analytics:ttl_seconds", (string?)"7")]);
        await using var app = builder.Build();
        var runs = 0;
        app.UseOutputCache();
        app.MapGet("/x", () => $"{Interlocked.Increment(ref runs)}").CacheAnalytics("x");
        await app.StartAsync(Token);
        using var client = app.GetTestClient();

        Assert.Equal("1", await client.GetStringAsync("/x", Token));
        Assert.Equal("1", await client.GetStringAsync("/x", Token));
        var resources = app.Services.GetRequiredService<ResourceCatalog>();
        Assert.Equal((TimeSpan.FromSeconds(7), "code"), (resources.Get("analytics").Ttl, resources.Options.KeyPrefix));
        await app.StopAsync(Token);
    }

    [Fact]
    public async Task AddTaskerCaching_InServicesWithoutAConfiguration_IsInMemory()
    {
        await using var services = new ServiceCollection().AddTaskerCaching().Services.BuildServiceProvider();

        Assert.Equal("memory", services.GetRequiredService<FarEndpoint>().Name);
    }

    [Fact]
    public async Task UseTaskerOutputCache_ServicesForgotten_NamesThem()
    {
        await using var app = NewBuilder().Build();

        Assert.Contains("builder.Services.AddTaskerOutputCache()", Assert.Throws<InvalidOperationException>(() => app.UseTaskerOutputCache()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MapTaskerCache_ServicesForgotten_NamesThem()
    {
        await using var app = NewBuilder().Build();

        Assert.Contains("builder.Services.AddTaskerOutputCache()", Assert.Throws<InvalidOperationException>(() => app.MapTaskerCache("/admin")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CacheResource_OnlyTheFrameworksServices_NamesOurs()
    {
        var builder = NewBuilder();
        builder.Services.AddOutputCache();
        await using var app = builder.Build();
        app.UseOutputCache();
        app.MapGet("/x", static () => "x").CacheAnalytics("x");
        await app.StartAsync(Token);
        using var client = app.GetTestClient();

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => client.GetStringAsync("/x", Token));

        Assert.Contains("builder.Services.AddTaskerOutputCache()", thrown.Message, StringComparison.Ordinal);
        await app.StopAsync(Token);
    }
}
