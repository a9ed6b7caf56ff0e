using Microsoft.AspNetCore.TestHost;
using Xunit;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace Tasker.OutputCache.Inputs.Tests;

/// <summary>A proxy forwards what it gets: the whole query is in its keys.</summary>
public sealed class ProxyTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_ProxiedEndpointWithTheWholeQuery_SharesEqualQueriesOnly(bool overTasker)
    {
        var runs = 0;
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        await using var backend = builder.Build();
        backend.MapGet("/{**path}", (HttpContext context) => $"{context.Request.Path}{context.Request.QueryString} #{Interlocked.Increment(ref runs)}");
        await backend.StartAsync(TestContext.Current.CancellationToken);
        await using var host = await InputHost.StartAsync(
            overTasker,
            services =>
            {
                services.AddReverseProxy().LoadFromMemory(
                    [new RouteConfig { RouteId = "all", ClusterId = "backend", Match = new RouteMatch { Path = "/proxied/{**rest}" } }],
                    [new ClusterConfig { ClusterId = "backend", Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new() { Address = "http://localhost" } } }]);
                services.AddSingleton<IForwarderHttpClientFactory>(new BackendClients(backend.GetTestServer().CreateHandler()));
            },
            static app => app.MapReverseProxy().CacheResource("proxied", "all", ["query:*"], static options => Array.ForEach(["header:*", "cookie:*", "request:*"], options.Ignore.Add)));

        var first = await host.GetAsync("/proxied/a?x=1&y=2");

        Assert.StartsWith("/proxied/a?x=1&y=2 ", first, StringComparison.Ordinal);
        Assert.Equal(first, await host.GetAsync("/proxied/a?x=1&y=2"));
        Assert.StartsWith("/proxied/a?x=1&y=3 ", await host.GetAsync("/proxied/a?x=1&y=3"), StringComparison.Ordinal);
        Assert.StartsWith("/proxied/b?x=1&y=2 ", await host.GetAsync("/proxied/b?x=1&y=2"), StringComparison.Ordinal);
        Assert.StartsWith("tasker; hit", await host.StatusAsync("/proxied/a?x=1&y=2"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_ProxiedEndpointThatDeclaresNothing_IsNeverShared(bool overTasker)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        await using var backend = builder.Build();
        backend.MapGet("/{**path}", (HttpContext context) => $"{context.Request.QueryString}{context.Request.Headers["X-Shop"]}");
        await backend.StartAsync(TestContext.Current.CancellationToken);
        await using var host = await InputHost.StartAsync(
            overTasker,
            services =>
            {
                services.AddReverseProxy().LoadFromMemory(
                    [new RouteConfig { RouteId = "all", ClusterId = "backend", Match = new RouteMatch { Path = "/proxied/{**rest}" } }],
                    [new ClusterConfig { ClusterId = "backend", Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new() { Address = "http://localhost" } } }]);
                services.AddSingleton<IForwarderHttpClientFactory>(new BackendClients(backend.GetTestServer().CreateHandler()));
            },
            static app => app.MapReverseProxy().CacheResource("proxied", "all"));

        Assert.Equal("?q=a", await host.GetAsync("/proxied/a?q=a"));
        Assert.Equal("?q=b", await host.GetAsync("/proxied/a?q=b"));
        Assert.StartsWith("tasker; fwd=miss; detail=undeclared-", await host.StatusAsync("/proxied/a?q=a"), StringComparison.Ordinal);
    }

    private sealed class BackendClients(HttpMessageHandler handler) : IForwarderHttpClientFactory
    {
        public HttpMessageInvoker CreateClient(ForwarderHttpClientContext context) => new(handler, disposeHandler: false);
    }
}
