using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http.Behaviour;

/// <summary>What is one tenant's or one user's says so to the caches in front.</summary>
public abstract class PrivateContract : BehaviourContract
{
    [Theory]
    [InlineData(CachePartition.Tenant)]
    [InlineData(CachePartition.User)]
    public async Task Partitioned_SaysNothingItself_IsPrivate(CachePartition partition)
    {
        await using var app = await StartAsync(partition);

        var miss = await GetAsync(app, "ann@acme");
        var hit = await GetAsync(app, "ann@acme");

        Assert.Equal("tasker; fwd=miss; stored", StatusOf(miss));
        Assert.StartsWith("tasker; hit", StatusOf(hit), StringComparison.Ordinal);
        Assert.Equal("private", Header(miss, "Cache-Control"));
        Assert.Equal("private", Header(hit, "Cache-Control"));
    }

    [Theory]
    [InlineData("public, max-age=60")]
    [InlineData("max-age=60")]
    public async Task Partitioned_SaysSomethingItself_KeepsIt(string control)
    {
        Respond = context => context.Response.Headers.CacheControl = control;
        await using var app = await StartAsync(CachePartition.Tenant);

        foreach (var login in new[] { "ann@acme", "ann@acme", "ann", null })
        {
            Assert.Equal(control.Split(", ").Order(), Header(await GetAsync(app, login), "Cache-Control")!.Split(", ").Order());
        }
    }

    [Theory]
    [InlineData(CachePartition.Tenant, null)]
    [InlineData(CachePartition.Tenant, "ann")]
    [InlineData(CachePartition.User, null)]
    [InlineData(CachePartition.Anonymous, "ann")]
    public async Task Bypass_IsPrivate(CachePartition partition, string? login)
    {
        await using var app = await StartAsync(partition);

        var response = await GetAsync(app, login);

        Assert.StartsWith("tasker; fwd=bypass", StatusOf(response), StringComparison.Ordinal);
        Assert.Equal("private", Header(response, "Cache-Control"));
    }

    [Theory]
    [InlineData(CachePartition.Anonymous, null)]
    [InlineData(CachePartition.Everyone, null)]
    [InlineData(CachePartition.Everyone, "ann@acme")]
    public async Task SharedByAll_SaysNothing(CachePartition partition, string? login)
    {
        await using var app = await StartAsync(partition);

        Assert.Null(Header(await GetAsync(app, login), "Cache-Control"));
        Assert.Null(Header(await GetAsync(app, login), "Cache-Control"));
    }

    [Fact]
    public async Task Hit_InWhateverForm_IsPrivate()
    {
        await using var app = await StartAsync(CachePartition.User);
        await GetAsync(app, "ann");
        var tag = TagOf(await GetAsync(app, "ann")).ToString();

        var notModified = await GetAsync(app, "ann", ("If-None-Match", tag));
        var part = await GetAsync(app, "ann", ("Range", "bytes=0-1"));
        var head = await SendAsync(app, HttpMethod.Head, "/x", (TestUsers.HeaderName, "ann"));

        Assert.Equal([304, 206, 200], new[] { notModified, part, head }.Select(static response => (int)response.StatusCode));
        Assert.All([notModified, part, head], static response => Assert.Equal("private", Header(response, "Cache-Control")));
    }

    [Fact]
    public async Task Response_ThatIsNotStored_IsPrivate()
    {
        Respond = static context => context.Response.StatusCode = 404;
        await using var app = await StartAsync(CachePartition.User);

        Assert.Equal("private", Header(await GetAsync(app, "ann"), "Cache-Control"));
    }

    [Fact]
    public async Task HandlerStartsTheResponseItself_IsPrivateAndStored()
    {
        await using var app = await StartAsync(CachePartition.User, async context =>
        {
            await context.Response.StartAsync();
            await context.Response.WriteAsync("x");
        });

        Assert.Equal("private", Header(await GetAsync(app, "ann"), "Cache-Control"));
        var hit = await GetAsync(app, "ann");

        Assert.StartsWith("tasker; hit", StatusOf(hit), StringComparison.Ordinal);
        Assert.Equal("private", Header(hit, "Cache-Control"));
    }

    [Theory]
    [InlineData("private")]
    [InlineData("private, max-age=5")]
    public async Task HandlerSaysPrivate_IsNotStored(string control)
    {
        Respond = context => context.Response.Headers.CacheControl = control;
        await using var app = await StartAsync(CachePartition.User);

        await GetAsync(app, "ann");

        Assert.Equal("tasker; fwd=miss; detail=private", StatusOf(await GetAsync(app, "ann")));
    }

    [Fact]
    public async Task OuterCallbackSaysPrivate_IsNotStored()
    {
        await using var app = await StartAsync(
            app => app.MapGet("/x", (Delegate)HandleAsync).CacheAnalytics("x", configure: static options => options.Partition = CachePartition.Tenant),
            services: TestUsers.AddTo,
            pipeline: app =>
            {
                app.Use(static (context, next) =>
                {
                    context.Response.OnStarting(() =>
                    {
                        context.Response.Headers.CacheControl = "private";
                        return Task.CompletedTask;
                    });
                    return next(context);
                });
                UseCache(app);
            });

        await GetAsync(app, "ann@acme");

        Assert.Equal("run 2", await TextOf(await GetAsync(app, "ann@acme")));
    }

    [Fact]
    public async Task DeclarationThatIsWrong_IsPrivateAllTheSame()
    {
        await using var app = await StartAsync(
            app => app.MapGet("/x", (Delegate)HandleAsync).CacheAnalytics("x", vary: ["a="], configure: static options => options.Partition = CachePartition.Tenant),
            services: TestUsers.AddTo);

        Assert.Equal("private", Header(await GetAsync(app, "ann@acme"), "Cache-Control"));
    }

    private Task<TestApp> StartAsync(CachePartition partition, RequestDelegate? handler = null) => StartAsync(
        app => app.MapGet("/x", handler is null ? (Delegate)HandleAsync : handler).CacheAnalytics("x", configure: options => options.Partition = partition),
        services: TestUsers.AddTo);

    private static Task<HttpResponseMessage> GetAsync(TestApp app, string? login, params (string Name, string Value)[] headers) =>
        SendAsync(app, HttpMethod.Get, "/x", login is null ? headers : [(TestUsers.HeaderName, login), .. headers]);
}
