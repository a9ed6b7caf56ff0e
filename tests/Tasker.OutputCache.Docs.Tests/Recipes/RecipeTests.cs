using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.OutputCache.Docs.Tests.Assumptions;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Docs.Tests.Recipes;

/// <summary>Every recipe does what its page says, over both middlewares.</summary>
public sealed class RecipeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Page_EverySnippet_IsCodeThatATestRuns()
    {
        var code = Trimmed(File.ReadAllText(Repository.PathOf("tests/Tasker.OutputCache.Docs.Tests/Recipes/RecipeEndpoints.cs")));
        var snippets = Snippet.Of("docs/recipes.md", File.ReadAllText(Repository.PathOf("docs/recipes.md")).ReplaceLineEndings("\n")).ToList();

        Assert.True(snippets.Count >= 12, $"only {snippets.Count} snippets");
        Assert.All(snippets, snippet => Assert.Contains(Trimmed(snippet.Code), code, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PerRole_UsersWhoSeeTheSame_Share(bool overTasker)
    {
        await using var host = await RecipeHost.StartAsync(overTasker, RecipeEndpoints.PerRole);

        await IsAsync(host, "sales and margins", false, "/v1/reports/sales", "X-Roles", "manager");
        await IsAsync(host, "sales", false, "/v1/reports/sales", "X-Roles", "reader");
        await IsAsync(host, "sales and margins", true, "/v1/reports/sales", "X-Roles", "reader,manager");
        await IsAsync(host, "sales", true, "/v1/reports/sales", "X-Roles", "clerk");
        NothingIsRefused(host);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SeveralRoles_UsersWithTheSameRoles_Share(bool overTasker)
    {
        await using var host = await RecipeHost.StartAsync(overTasker, RecipeEndpoints.SeveralRoles);

        await IsAsync(host, "reader, clerk", false, "/v1/menu", "X-Roles", "reader,clerk");
        await IsAsync(host, "reader", false, "/v1/menu", "X-Roles", "reader");
        await IsAsync(host, "clerk, reader", false, "/v1/menu", "X-Roles", "clerk,reader");
        await IsAsync(host, "reader, clerk", true, "/v1/menu", "X-Roles", "reader,clerk", "X-Tenant", "acme");
        NothingIsRefused(host);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Culture_EachHasItsOwnAndIsEvictedAlone(bool overTasker)
    {
        await using var host = await RecipeHost.StartAsync(
            overTasker,
            RecipeEndpoints.Culture,
            static app => app.UseRequestLocalization(),
            static services => services.Configure<RequestLocalizationOptions>(static options =>
            {
                CultureInfo[] cultures = [new NamedCulture("en-US"), new NamedCulture("de-DE")];
                options.DefaultRequestCulture = new RequestCulture(cultures[0]);
                (options.SupportedCultures, options.SupportedUICultures) = (cultures, cultures);
            }));

        foreach (var isHit in new[] { false, true })
        {
            await IsAsync(host, "texts in de-DE", isHit, "/v1/texts", "Accept-Language", "de-DE");
            await IsAsync(host, "texts in en-US", isHit, "/v1/texts", "Accept-Language", "en-US");
        }

        await RecipeEndpoints.EvictCultureAsync(host.Cache, Token);
        await IsAsync(host, "texts in de-DE", false, "/v1/texts", "Accept-Language", "de-DE");
        await IsAsync(host, "texts in en-US", true, "/v1/texts", "Accept-Language", "en-US");
        NothingIsRefused(host);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Flag_IsTurned_TheOtherAnswerIsGivenAtOnce(bool overTasker)
    {
        await using var host = await RecipeHost.StartAsync(overTasker, RecipeEndpoints.Flag);

        await IsAsync(host, "old prices", false, "/v1/prices");
        await IsAsync(host, "old prices", true, "/v1/prices");
        host.Flags.Turn("new-prices", true);
        await IsAsync(host, "new prices", false, "/v1/prices");
        host.Flags.Turn("new-prices", false);
        await IsAsync(host, "old prices", true, "/v1/prices");
        NothingIsRefused(host);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Versions_EachHasItsOwn(bool overTasker)
    {
        await using var host = await RecipeHost.StartAsync(overTasker, RecipeEndpoints.Versions);

        foreach (var isHit in new[] { false, true })
        {
            await IsAsync(host, "orders of version 1", isHit, "/v1/orders");
            await IsAsync(host, "orders of version 2", isHit, "/v2/orders");
            await IsAsync(host, "orders of version 1", isHit, "/orders");
            await IsAsync(host, "orders of version 2", isHit, "/orders", "X-Api-Version", "2");
        }

        await IsAsync(host, "orders of version 1", true, "/orders", "X-Api-Version", "1");
        NothingIsRefused(host);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TenantByHost_EachHasItsOwnAndIsEvictedAlone(bool overTasker)
    {
        await using var host = await RecipeHost.StartAsync(overTasker, RecipeEndpoints.TenantByHost);

        await IsAsync(host, "the storefront of acme.example", false, "http://acme.example/v1/storefront");
        await IsAsync(host, "the storefront of globex.example", false, "http://globex.example/v1/storefront");
        await IsAsync(host, "the storefront of acme.example", true, "http://acme.example/v1/storefront", "Host", "ACME.example");

        await RecipeEndpoints.EvictHostAsync(host.Cache, Token);
        await IsAsync(host, "the storefront of acme.example", false, "http://acme.example/v1/storefront");
        await IsAsync(host, "the storefront of globex.example", true, "http://globex.example/v1/storefront");
        NothingIsRefused(host);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TenantByBasePath_EachHasItsOwnAndIsEvictedAlone(bool overTasker)
    {
        await using var host = await RecipeHost.StartAsync(overTasker, RecipeEndpoints.TenantByBasePath, RecipeEndpoints.BasePaths);

        foreach (var isHit in new[] { false, true })
        {
            await IsAsync(host, "the catalog of acme", isHit, "/acme/v1/catalog");
            await IsAsync(host, "the catalog of globex", isHit, "/globex/v1/catalog");
            await IsAsync(host, "the catalog of acme", isHit, "/ACME/v1/catalog");
        }

        await RecipeEndpoints.EvictBasePathAsync(host.Cache, Token);
        await IsAsync(host, "the catalog of acme", false, "/acme/v1/catalog");
        await IsAsync(host, "the catalog of acme", false, "/ACME/v1/catalog");
        await IsAsync(host, "the catalog of globex", true, "/globex/v1/catalog");
        NothingIsRefused(host);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TenantByClaim_EachHasItsOwnAndIsEvictedAlone(bool overTasker)
    {
        await using var host = await RecipeHost.StartAsync(overTasker, RecipeEndpoints.TenantByClaim);

        foreach (var isHit in new[] { false, true })
        {
            await IsAsync(host, "the dashboard of acme", isHit, "/v1/dashboards/overview", "X-Tenant", "acme");
            await IsAsync(host, "the dashboard of globex", isHit, "/v1/dashboards/overview", "X-Tenant", "globex");
        }

        await RecipeEndpoints.EvictClaimAsync(host.Cache, Token);
        await IsAsync(host, "the dashboard of acme", false, "/v1/dashboards/overview", "X-Tenant", "acme");
        await IsAsync(host, "the dashboard of globex", true, "/v1/dashboards/overview", "X-Tenant", "globex");
        NothingIsRefused(host);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SearchByPost_SameSearch_RunsOnceUntilItIsEvicted(bool overTasker)
    {
        await using var host = await RecipeHost.StartAsync(overTasker, RecipeEndpoints.SearchByPost);

        var first = await host.PostAsync("/v1/orders/search", new OrderSearch("blue:1", 2));

        Assert.Equal(first, await host.PostAsync("/v1/orders/search", new OrderSearch("blue:1", 2)));
        Assert.StartsWith("orders like 'blue:1', page 3", await host.PostAsync("/v1/orders/search", new OrderSearch("blue:1", 3)), StringComparison.Ordinal);
        Assert.StartsWith("orders like 'blue', page 12", await host.PostAsync("/v1/orders/search", new OrderSearch("blue", 12)), StringComparison.Ordinal);

        await RecipeEndpoints.EvictSearchAsync(host.Cache, Token);
        Assert.NotEqual(first, await host.PostAsync("/v1/orders/search", new OrderSearch("blue:1", 2)));
    }

    private static async Task IsAsync(RecipeHost host, string answer, bool isHit, string url, params string[] headers) =>
        Assert.Equal((answer, isHit), await host.GetAsync(url, headers));

    // Resources without settings are said; nothing else is.
    private static void NothingIsRefused(RecipeHost host) =>
        Assert.DoesNotContain(host.Logs.Entries, static entry => entry.Level >= LogLevel.Warning && !entry.Message.Contains("is not configured", StringComparison.Ordinal));

    private static string Trimmed(string code) => string.Join('\n', code.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
