using Asp.Versioning;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http.Identity;

/// <summary>Versions of an API, by query, header, media type and path, with the package itself.</summary>
public abstract class VersionsContract : IdentityContract
{
    private static readonly ApiVersion One = new(1, 0);
    private static readonly ApiVersion Two = new(2, 0);

    public static TheoryData<string, string> Spellings => new()
    {
        { "/orders?api-version=1.0", "/orders?api-version=2.0" },
        { "/orders|x-version: 1.0", "/orders|x-version: 2.0" },
        { "/orders|Accept: application/json;v=1.0", "/orders|Accept: application/json;v=2.0" },
        { "/orders", "/orders?api-version=2.0" },
    };

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task Get_EndpointsOfTwoVersions_EachHasItsOwn(string first, string second)
    {
        await using var app = await StartVersionedAsync(app =>
        {
            var set = app.NewApiVersionSet().HasApiVersion(One).HasApiVersion(Two).Build();
            app.MapGet("/orders", () => Run("one")).CacheAnalytics("orders").WithApiVersionSet(set).MapToApiVersion(One);
            app.MapGet("/orders", () => Run("two")).CacheAnalytics("orders").WithApiVersionSet(set).MapToApiVersion(Two);
        });

        await AssertOwnAsync(app, (first, "one"), (second, "two"));
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task Get_OneEndpointOfTwoVersions_EachHasItsOwn(string first, string second)
    {
        await using var app = await StartVersionedAsync(app => app
            .MapGet("/orders", (HttpContext context) => Run($"of {context.Features.Get<IApiVersioningFeature>()!.RequestedApiVersion}")).CacheAnalytics()
            .WithApiVersionSet(app.NewApiVersionSet().HasApiVersion(One).HasApiVersion(Two).Build()));

        await AssertOwnAsync(app, (first, "of 1.0"), (second, "of 2.0"));
    }

    [Fact]
    public async Task Get_VersionsInThePath_EachHasItsOwn()
    {
        await using var app = await StartVersionedAsync(app => app
            .MapGet("/v{version:apiVersion}/orders", (HttpContext context) => Run($"of {context.Features.Get<IApiVersioningFeature>()!.RequestedApiVersion}")).CacheAnalytics()
            .WithApiVersionSet(app.NewApiVersionSet().HasApiVersion(One).HasApiVersion(Two).Build()));

        await AssertOwnAsync(app, ("/v1.0/orders", "of 1.0"), ("/v2.0/orders", "of 2.0"));
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task Get_ControllersOfTwoVersions_EachHasItsOwn(string first, string second)
    {
        await using var app = await StartVersionedAsync(static app => app.MapControllers(), static services => AddController<OrdersController>(services));

        await AssertOwnAsync(app, (first, "one"), (second, "two"));
    }

    private Task<TestApp> StartVersionedAsync(Action<WebApplication> endpoints, Action<IServiceCollection>? more = null) => StartAsync(
        endpoints,
        services: services =>
        {
            more?.Invoke(services);
            services.AddApiVersioning(static options =>
            {
                options.AssumeDefaultVersionWhenUnspecified = true;
                options.ApiVersionReader = ApiVersionReader.Combine(
                    new QueryStringApiVersionReader(), new HeaderApiVersionReader("x-version"), new MediaTypeApiVersionReader("v"), new UrlSegmentApiVersionReader());
            }).AddMvc();
        });
}
