using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http.Behaviour;

/// <summary>HEAD is answered from what GET has stored, also where the host names GET only.</summary>
public abstract class HeadContract : BehaviourContract
{
    private static async Task AssertHeadAsync(TestApp app, string url)
    {
        var get = await SendAsync(app, HttpMethod.Get, url);
        var hit = await SendAsync(app, HttpMethod.Get, url);

        var head = await SendAsync(app, HttpMethod.Head, url);

        Assert.Equal(200, (int)head.StatusCode);
        Assert.StartsWith("tasker; hit", StatusOf(head), StringComparison.Ordinal);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal((await get.Content.ReadAsByteArrayAsync(Token)).Length, head.Content.Headers.ContentLength);
        Assert.Equal(TagOf(hit), TagOf(head));
        Assert.Equal(304, (int)(await SendAsync(app, HttpMethod.Head, url, ("If-None-Match", TagOf(hit).Tag))).StatusCode);
    }

    [Fact]
    public async Task Head_OfAConvention_IsAHit()
    {
        await using var app = await StartAsync();

        await AssertHeadAsync(app, "/x");
    }

    [Fact]
    public async Task Head_OfAnAttribute_IsAHit()
    {
        await using var app = await StartAsync(static app => app.MapGet("/x", [CacheAnalytics("x")] () => "x"));

        await AssertHeadAsync(app, "/x");
    }

    [Fact]
    public async Task Head_OfAController_IsAHit()
    {
        await using var app = await StartAsync(
            static app => app.MapControllers(),
            services: static services => services.AddControllers().ConfigureApplicationPartManager(static parts =>
            {
                parts.ApplicationParts.Clear();
                parts.ApplicationParts.Add(new AssemblyPart(typeof(CachedController).Assembly));
            }));

        await AssertHeadAsync(app, "/controller/7");
    }

    [Fact]
    public async Task Head_OfAMiss_RunsTheHandlerAsHeadAndIsNotStored()
    {
        await using var app = await StartAsync();

        var head = await SendAsync(app, HttpMethod.Head, "/x");

        Assert.Equal((200, "HEAD"), ((int)head.StatusCode, LastMethod));
        Assert.Equal("tasker; fwd=miss; detail=method", StatusOf(head));
        Assert.Equal("tasker; fwd=miss; stored", StatusOf(await GetAsync(app)));
    }

    [Fact]
    public async Task Head_HostHasAnEndpointOfItsOwn_ThatOneAnswers()
    {
        await using var app = await StartAsync(static app =>
        {
            app.MapGet("/x", static () => "x").CacheAnalytics("x");
            app.MapMethods("/x", ["HEAD"], static context =>
            {
                context.Response.Headers["X-Own"] = "1";
                return Task.CompletedTask;
            });
        });
        await GetAsync(app);

        Assert.Equal("1", Header(await SendAsync(app, HttpMethod.Head, "/x"), "X-Own"));
    }

    [Fact]
    public async Task OtherMethods_StayNotAllowed()
    {
        await using var app = await StartAsync(static app =>
        {
            app.MapGet("/x", static () => "x").CacheAnalytics("x");
            app.MapGet("/y", static () => "y");
        });

        var refused = await SendAsync(app, HttpMethod.Put, "/x");
        Assert.Equal((405, "GET, HEAD"), ((int)refused.StatusCode, Header(refused, "Allow")));
        Assert.Equal(405, (int)(await SendAsync(app, HttpMethod.Head, "/y")).StatusCode);
    }

    [Fact]
    public async Task Get_ComesToTheEndpointAsDeclared()
    {
        Endpoint? seen = null;
        await using var app = await StartAsync(app => app.MapGet("/x", (HttpContext context) =>
        {
            seen = context.GetEndpoint();
            return "x";
        }).CacheAnalytics("x"));

        await GetAsync(app);

        Assert.Equal(["GET"], seen!.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods);
    }

    [Fact]
    public async Task Head_EndpointsInAnOrderOfTheHost_ComesToTheOneThatGetComesTo()
    {
        await using var app = await StartAsync(static app =>
        {
            app.MapGet("/x", static (HttpContext context) => Name(context, "literal")).CacheAnalytics("literal").WithOrder(1);
            app.MapGet("/{name}", static (HttpContext context) => Name(context, "parameter")).CacheAnalytics("parameter", vary: ["name"]);
        });

        Assert.Equal("parameter", Header(await SendAsync(app, HttpMethod.Get, "/x"), "X-Endpoint"));
        Assert.Equal("parameter", Header(await SendAsync(app, HttpMethod.Head, "/x"), "X-Endpoint"));

        static string Name(HttpContext context, string name)
        {
            context.Response.Headers["X-Endpoint"] = name;
            return name;
        }
    }
}
