using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Policies;

public sealed class CacheEndpointCatalogTests
{
    [Fact]
    public async Task Find_TwinThatIsAddedLater_NeitherIsCached()
    {
        await using var app = await TestApp.StartAsync(static _ => { });
        var catalog = app.Services.GetRequiredService<CacheEndpointCatalog>();
        var first = RoutedEndpoints.Endpoint("/x", new CacheAnalyticsAttribute("x"));
        var twin = RoutedEndpoints.Endpoint("/x", new CacheAnalyticsAttribute("x"));
        var source = new ChangingSource(first);
        catalog.ReadAll(source);
        Assert.Equal("x", catalog.Find(first)!.Name);

        source.Change(first, twin);

        Assert.Null(catalog.Find(twin));
        Assert.Null(catalog.Find(first));
    }

    [Fact]
    public async Task Find_EndpointsMadeAnew_KeepTheirNames()
    {
        await using var app = await TestApp.StartAsync(static _ => { });
        var catalog = app.Services.GetRequiredService<CacheEndpointCatalog>();
        var source = new ChangingSource(Make());
        catalog.ReadAll(source);
        var before = catalog.Find(source.Endpoints[0])!;

        source.Change(Make());
        var after = catalog.Find(source.Endpoints[0])!;

        Assert.Equal((before.Name, before.Shape), (after.Name, after.Shape));

        static RouteEndpoint Make() => RoutedEndpoints.Endpoint("/x/{id}", new CacheAnalyticsAttribute("x") { Vary = ["hours=24", "ns"] });
    }

    [Fact]
    public async Task Find_EndpointDeclaredOtherwise_HasOtherKeys()
    {
        await using var app = await TestApp.StartAsync(static _ => { });
        var catalog = app.Services.GetRequiredService<CacheEndpointCatalog>();
        var source = new ChangingSource(RoutedEndpoints.Endpoint("/x", new CacheAnalyticsAttribute("x") { Vary = ["a=1", "b=1"] }));
        catalog.ReadAll(source);
        var before = catalog.Find(source.Endpoints[0])!;

        source.Change(RoutedEndpoints.Endpoint("/x", new CacheAnalyticsAttribute("x") { Vary = ["b=1", "a=1"] }));
        var after = catalog.Find(source.Endpoints[0])!;

        Assert.NotEqual(before.Shape, after.Shape);
        Assert.NotEqual(before.Name, after.Name);
    }

    private sealed class ChangingSource(params Endpoint[] endpoints) : EndpointDataSource
    {
        private IReadOnlyList<Endpoint> _endpoints = endpoints;

        public override IReadOnlyList<Endpoint> Endpoints => _endpoints;

        public void Change(params Endpoint[] endpoints) => _endpoints = endpoints;

        public override IChangeToken GetChangeToken() => NullChangeToken.Singleton;
    }
}
