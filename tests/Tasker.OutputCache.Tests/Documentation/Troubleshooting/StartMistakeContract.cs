using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Tasker.Caching;
using Tasker.OutputCache.TestUtilities.Troubleshooting;
using Xunit;

namespace Tasker.OutputCache.Tests.Documentation.Troubleshooting;

/// <summary>Mistakes that show at start: in the registration, the configuration, and in declarations.</summary>
public abstract class StartMistakeContract : MistakeContract
{
    [Fact]
    [Mistake(1)]
    public async Task Services_Forgotten()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        await using var app = builder.Build();

        Note(Assert.Throws<InvalidOperationException>(() => app.UseTaskerOutputCache()));

        await AssertToldAsync();
    }

    [Fact]
    [Mistake(2)]
    public async Task Section_Misspelt()
    {
        await using var app = await StartAsync(static _ => { }, configuration: [("common:cahce:default_ttl_seconds", "60")]);

        await AssertToldAsync();
    }

    [Fact]
    [Mistake(3)]
    public async Task Life_LongerThanTheRetention()
    {
        await using var app = await StartAsync(static _ => { }, static options => options.Resources["orders"] = new CacheResourceOptions { Ttl = TimeSpan.FromHours(3) });

        await AssertToldAsync();
    }

    [Fact]
    [Mistake(4)]
    public async Task Middleware_Missing()
    {
        await using var app = await StartAsync(static app => app.MapGet(Orders, static () => "x").CacheResource("orders"), pipeline: static _ => { });

        await AssertToldAsync();
    }

    [Fact]
    [Mistake(6)]
    public async Task Middleware_OfBothKinds()
    {
        await using var app = await StartAsync(
            static app => app.MapGet(Orders, static () => "x").CacheResource("orders"),
            pipeline: app =>
            {
                UseCache(app);
                _ = OverTasker ? app.UseOutputCache() : app.UseTaskerOutputCache();
            });

        await SendAsync(app);

        await AssertToldAsync();
    }

    [Fact]
    [Mistake(10)]
    public async Task Vary_LacksAParameter()
    {
        await using var app = await StartAsync(static app => app.MapGet(Orders, static (string? ns, string? status) => $"{ns} {status}").CacheResource("orders", "list", vary: ["ns"]));

        await SendAsync(app);

        await AssertToldAsync();
    }

    [Fact]
    [Mistake(11)]
    public async Task Vary_NamesWhatNothingBinds()
    {
        await using var app = await StartAsync(static app => app.MapGet(Orders, static (string? status) => $"{status}").CacheResource("orders", "list", vary: ["statsu"]));

        await AssertToldAsync();
    }

    [Fact]
    [Mistake(12)]
    public async Task Vary_HasAnotherDefault()
    {
        await using var app = await StartAsync(static app => app.MapGet(Orders, static (int hours = 24) => $"{hours}").CacheResource("orders", "list", vary: ["hours=48"]));

        await AssertToldAsync();
    }

    [Fact]
    [Mistake(14)]
    public async Task Filter_ThatMayRefuse()
    {
        await using var app = await StartAsync(static app => app.MapGet(Orders, static () => "x").AddEndpointFilter<TimingFilter>().CacheResource("orders", "list"));

        await AssertToldAsync();
    }

    [Fact]
    [Mistake(15)]
    public async Task Endpoint_WithoutGet()
    {
        await using var app = await StartAsync(static app => app.MapPost(Orders, static () => "x").CacheResource("orders", "list"));

        await SendAsync(app, new HttpRequestMessage(HttpMethod.Post, Orders));

        await AssertToldAsync();
    }

    [Fact]
    [Mistake(21)]
    public async Task Memory_MoreThanThereIs()
    {
        await using var app = await StartAsync(static _ => { }, static options => options.Memory.MaxBytes = 1L << 40);

        await AssertToldAsync();
    }

    [Fact]
    [Mistake(22)]
    public async Task BackEnd_WithoutItsPackage()
    {
        await using var app = await StartAsync(static _ => { }, static options => options.Backend = "redis");

        await AssertToldAsync();
    }
}
