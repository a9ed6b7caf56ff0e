using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.OutputCache.Docs.Tests.Assumptions;

namespace Tasker.OutputCache.Docs.Tests.Recipes;

/// <summary>The code of the page of recipes, as the tests run it. The page has the same lines.</summary>
internal static class RecipeEndpoints
{
    public static void PerRole(WebApplication app)
    {
        static bool SeesMargins(HttpContext context) => context.User.IsInRole("manager");

        app.MapGet("/v1/reports/sales", (HttpContext context) => SeesMargins(context) ? "sales and margins" : "sales")
            .RequireAuthorization()
            .CacheResource(
                "reports",
                "sales",
                parameters => parameters.Computed("margins", context => SeesMargins(context) ? "yes" : "no", "no"),
                options => options.Partition = CachePartition.Everyone);
    }

    public static void SeveralRoles(WebApplication app)
    {
        app.MapGet("/v1/menu", (HttpContext context) => string.Join(", ", context.User.FindAll("role").Select(role => role.Value)))
            .RequireAuthorization()
            .CacheResource("menus", "menu", parameters => parameters.Claim("role"), options => options.Partition = CachePartition.Everyone);
    }

    public static void Culture(WebApplication app)
    {
        app.MapGet("/v1/texts", () => $"texts in {System.Globalization.CultureInfo.CurrentUICulture.Name}")
            .CacheResource("texts", "all", parameters => parameters.Dimension("culture"));
    }

    public static async Task EvictCultureAsync(ICacheEvictor cache, CancellationToken cancellationToken)
    {
        await cache.EvictAsync([CacheTag.For("texts").With("culture", "de-DE")], cancellationToken);
    }

    public static void Flag(WebApplication app)
    {
        app.MapGet("/v1/prices", (FeatureFlags flags) => flags.IsOn("new-prices") ? "new prices" : "old prices")
            .CacheResource("prices", "all", parameters => parameters
                .Computed("new-prices", context => context.RequestServices.GetRequiredService<FeatureFlags>().IsOn("new-prices") ? "on" : "off", "off"));
    }

    public static void Versions(WebApplication app)
    {
        app.MapGet("/v{version:int}/orders", (int version) => $"orders of version {version}")
            .CacheResource("orders", "by-path");

        app.MapGet("/orders", ([FromHeader(Name = "X-Api-Version")] int version = 1) => $"orders of version {version}")
            .CacheResource("orders", "by-header");
    }

    public static void TenantByHost(WebApplication app)
    {
        static string ShopOf(HttpContext context) => context.Request.Host.Host.ToLowerInvariant();

        app.MapGet("/v1/storefront", (HttpContext context) => $"the storefront of {ShopOf(context)}")
            .CacheResource("storefronts", "home", parameters => parameters.Computed("shop", ShopOf));
    }

    public static async Task EvictHostAsync(ICacheEvictor cache, CancellationToken cancellationToken)
    {
        await cache.EvictAsync([CacheTag.For("storefronts").With("shop", "acme.example")], cancellationToken);
    }

    public static void BasePaths(WebApplication app)
    {
        app.UsePathBase("/acme");
        app.UsePathBase("/globex");
        app.UseRouting();
    }

    public static void TenantByBasePath(WebApplication app)
    {
        static string ShopOf(HttpContext context) => $"{context.Request.PathBase}".Trim('/').ToLowerInvariant();

        app.MapGet("/v1/catalog", (HttpContext context) => $"the catalog of {ShopOf(context)}")
            .CacheResource("catalogs", "all", parameters => parameters.Computed("shop", ShopOf));
    }

    public static async Task EvictBasePathAsync(ICacheEvictor cache, CancellationToken cancellationToken)
    {
        await cache.EvictAsync([CacheTag.For("catalogs").With("shop", "acme")], cancellationToken);
    }

    public static void TenantByClaim(WebApplication app)
    {
        app.MapGet("/v1/dashboards/overview", (HttpContext context) => $"the dashboard of {context.User.FindFirst("tenant")?.Value}")
            .RequireAuthorization()
            .CacheResource("dashboards", "overview", configure: options => options.Partition = CachePartition.Tenant);
    }

    public static async Task EvictClaimAsync(ICacheEvictor cache, CancellationToken cancellationToken)
    {
        await cache.EvictAsync([CacheTag.For("dashboards").ForTenant("acme")], cancellationToken);
    }

    public static void SearchByPost(WebApplication app)
    {
        app.MapPost("/v1/orders/search", (OrderSearch search, OrderBook orders, CancellationToken cancellationToken) => orders.FindAsync(search, cancellationToken))
            .CacheResource("orders", "search", parameters => parameters.Body());
    }

    public static async Task EvictSearchAsync(ICacheEvictor cache, CancellationToken cancellationToken)
    {
        await cache.EvictAsync(["orders"], cancellationToken);
    }
}
