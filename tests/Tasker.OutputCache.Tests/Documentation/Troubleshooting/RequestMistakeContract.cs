using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.OutputCache.Requests;
using Tasker.OutputCache.TestUtilities.Troubleshooting;
using Tasker.OutputCache.Tests.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Documentation.Troubleshooting;

/// <summary>Mistakes that show when requests, evictions and events come.</summary>
public abstract class RequestMistakeContract : MistakeContract
{
    [Fact]
    [Mistake(5)]
    public async Task Authentication_AfterTheCache()
    {
        await using var app = await StartAsync(
            static app => app.MapGet(Orders, static () => "x").CacheResource("orders", "list"),
            services: TestUsers.AddTo,
            pipeline: app =>
            {
                UseCache(app);
                app.UseAuthentication();
            });

        await SendAsync(app);

        await AssertToldAsync();
    }

    [Fact]
    [Mistake(7)]
    public async Task Authorization_WithoutPartition()
    {
        await using var app = await StartAsync(static app => app.MapGet(Orders, static () => "x").CacheResource("orders", "list"));

        await SendAsync(app, new HttpRequestMessage(HttpMethod.Get, Orders) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", "token") } });

        await AssertToldAsync();
    }

    [Fact]
    [Mistake(8)]
    public async Task Cookie_InTheResponse()
    {
        await using var app = await StartAsync(static app => app.MapGet(Orders, static (HttpResponse response) =>
        {
            response.Cookies.Append("theme", "dark");
            return "x";
        }).CacheResource("orders", "list"));

        await SendAsync(app);

        await AssertToldAsync();
    }

    [Fact]
    [Mistake(9)]
    public async Task Body_OverTheLimit()
    {
        await using var app = await StartAsync(
            static app =>
            {
                app.MapGet(Orders, static () => Results.Stream(static body => body.WriteAsync(new byte[2000]).AsTask())).CacheResource("orders", "list");
                app.MapGet($"{Orders}/file", static () => Results.Bytes(new byte[2000])).CacheResource("orders", "file");
            },
            static options => options.MaxBodyBytes = 1000);

        await SendAsync(app);
        await SendAsync(app, new HttpRequestMessage(HttpMethod.Get, $"{Orders}/file"));

        await AssertToldAsync();
    }

    [Fact]
    [Mistake(13)]
    public async Task Header_ReadAndNotDeclared()
    {
        await using var app = await StartAsync(static app => app.MapGet(Orders, static (HttpContext context) => $"{context.Request.Headers["X-Region"]}").CacheResource("orders", "list"));

        await SendAsync(app);

        await AssertToldAsync();
    }

    [Fact]
    [Mistake(17)]
    public async Task Eviction_ByADimensionThatIsNotThere()
    {
        await using var app = await StartAsync(static app => app.MapGet(Orders, static (string? ns) => $"{ns}").CacheResource("orders", "list"));

        Assert.Equal(EvictionResult.Refused, await app.Evictor.EvictAsync([CacheTag.For("orders").With("region", "eu")], Token));

        await AssertToldAsync();
    }

    [Fact]
    [Mistake(18)]
    public async Task Event_WithoutMapping()
    {
        await using var app = await StartAsync(static app => app.MapGet(Orders, static () => "x").CacheResource("orders", "list"));

        await app.Services.GetRequiredService<ICacheEvents>().PublishAsync(new OrderShipped(), Token);

        await AssertToldAsync();
    }

    [Fact]
    [Mistake(19)]
    public async Task Key_ThatNeverRepeats()
    {
        await using var app = await StartAsync(static app => app.MapGet(Orders, static (string? requestId) => $"{requestId}").CacheResource("orders", "list"));

        for (var i = 0; i < MissWatch.Window; i++)
        {
            await SendAsync(app, new HttpRequestMessage(HttpMethod.Get, $"{Orders}?requestId={i}"));
        }

        await AssertToldAsync();
    }

    [Fact]
    [Mistake(20)]
    public async Task Memory_TooSmall()
    {
        await using var app = await StartAsync(
            static app => app.MapGet($"{Orders}/{{id}}", static (string id) => id).CacheResource("orders", "list"),
            static options => options.Memory.MaxCapacity = 20);

        // The first round is cold, and a few of the rest are hits.
        for (var i = 0; i < 2 * MissWatch.Window && !(i % 50 == 0 && IsLogged(232)); i++)
        {
            await SendAsync(app, new HttpRequestMessage(HttpMethod.Get, $"{Orders}/{i % 100}"));
        }

        await AssertToldAsync();
    }

    [Fact]
    [Mistake(23)]
    public async Task Handler_DependsOnTheUserAndEveryoneShares()
    {
        await using var app = await StartAsync(
            static app => app.MapGet(Orders, static (HttpContext context) => $"{context.User.Identity?.Name}").CacheResource("orders", "list", configure: static options => options.Partition = CachePartition.Everyone),
            services: TestUsers.AddTo,
            pipeline: app =>
            {
                app.UseAuthentication();
                UseCache(app);
            });

        await SendAsync(app, TestUsers.Get(Orders, "ann"));

        await AssertToldAsync();
    }

    [Fact]
    [Mistake(24)]
    public async Task Response_SaysNoStore()
    {
        await using var app = await StartAsync(
            static app => app.MapGet(Orders, static () => "x").CacheResource("orders", "list"),
            pipeline: app =>
            {
                UseCache(app);
                app.Use(static (context, next) =>
                {
                    context.Response.Headers.CacheControl = "no-store";
                    return next(context);
                });
            });

        await SendAsync(app);

        await AssertToldAsync();
    }

    [Fact]
    [Mistake(25)]
    public async Task Tests_ShareAHost()
    {
        await using var app = await StartAsync(static app => app.MapGet(Orders, static () => "x").CacheResource("orders", "list"));

        using (await app.Client.GetAsync(Orders, Token))
        {
            // What another test has asked for.
        }

        await SendAsync(app);

        await AssertToldAsync();
    }

    private sealed record OrderShipped;
}
