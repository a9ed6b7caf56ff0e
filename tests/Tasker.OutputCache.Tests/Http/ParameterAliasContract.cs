using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Tasker.OutputCache.Tests.Http;

/// <summary>Names that model binding takes for a declared one are never ignored.</summary>
public abstract class ParameterAliasContract : HttpContract
{
    private const string Alias = "tasker; fwd=bypass; detail=parameter-alias";

    [Theory]
    [InlineData("ns", "?ns[0]=a")]
    [InlineData("ns", "?ns[]=a")]
    [InlineData("ns", "?ns%5B%5D=a")]
    [InlineData("ns", "?NS[0]=a&ns[1]=b")]
    [InlineData("ns", "?ns.index=x&ns[x]=a")]
    [InlineData("ns", "?ns%2Eindex=x&ns%5Bx%5D=a")]
    [InlineData("ns", "?[0]=a")]
    [InlineData("ns", "?index=x")]
    [InlineData("filter", "?filter[status]=a")]
    [InlineData("filter", "?Filter%5BStatus%5D=a")]
    [InlineData("filter", "?status=a")]
    [InlineData("filter", "?STATUS=a")]
    [InlineData("filter", "?filter.max_size=3&status=a")]
    [InlineData("bare", "?filter.status=a")]
    [InlineData("bare", "?status=b&filter.max_size=3")]
    [InlineData("bare", "?status=b&filter=")]
    [InlineData("by", "?by[k]=a")]
    [InlineData("by", "?k=a")]
    [InlineData("by", "?by[0].key=k&by[0].value=a")]
    public async Task Get_NameThatModelBindingReads_BypassesTheCache(string action, string query)
    {
        await using var app = await StartAsync(static app => app.MapControllers(), services: AddControllers);
        await app.Client.GetStringAsync($"/mvc/{action}", Token);
        await app.Client.GetStringAsync($"/mvc/{action}?status=b", Token);

        var response = await app.Client.GetAsync($"/mvc/{action}{query}", Token);
        var fresh = action == "bare" ? "filter" : action;

        Assert.Equal(await app.Client.GetStringAsync($"/fresh/{fresh}{query}", Token), await response.Content.ReadAsStringAsync(Token));
        Assert.Equal(Alias, StatusOf(response));
    }

    [Theory]
    [InlineData("/mvc/ns?ns=a&NS=b", "/fresh/ns?ns=a&NS=b")]
    [InlineData("/mvc/filter?filter.status=a", "/fresh/filter?filter.status=a")]
    [InlineData("/mvc/filter?FILTER%2Estatus=a", "/fresh/filter?filter.status=a")]
    [InlineData("/mvc/ns?ns=a&utm_source=x", "/fresh/ns?ns=a")]
    [InlineData("/mvc/page?page=2&utm_source=x", "/mvc/page?page=2")]
    public async Task Get_DeclaredName_IsInTheKey(string url, string fresh)
    {
        await using var app = await StartAsync(static app => app.MapControllers(), services: AddControllers);
        await app.Client.GetStringAsync(url.Split('?')[0], Token);

        var expected = await app.Client.GetStringAsync(fresh, Token);

        Assert.Equal(expected, await app.Client.GetStringAsync(url, Token));
        var hit = await app.Client.GetAsync(url, Token);
        Assert.Equal(expected, await hit.Content.ReadAsStringAsync(Token));
        Assert.StartsWith("tasker; hit", StatusOf(hit), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_MinimalHandler_ElementsBypassAndOtherNamesAreIgnored()
    {
        await using var app = await StartAsync(static app =>
        {
            app.MapGet("/x", static (HttpRequest request) => $"{request.Query["ns"]}{request.Query["ns[]"]}").CacheAnalytics("x", vary: ["ns"]);
            app.MapGet("/both", static (HttpRequest request) => $"{request.Query["ns"]}{request.Query["ns[]"]}").CacheAnalytics("both", vary: ["ns[]"]);
            app.MapGet("/none", static () => "none").CacheAnalytics("none");
        });
        await app.Client.GetStringAsync("/x", Token);
        var longName = string.Concat(Enumerable.Repeat("%61", 1000));

        Assert.Equal(Alias, StatusOf(await app.Client.GetAsync("/x?ns[]=a", Token)));
        Assert.Equal(Alias, StatusOf(await app.Client.GetAsync($"/x?{longName}%5B0%5D=a", Token)));
        Assert.StartsWith("tasker; hit", StatusOf(await app.Client.GetAsync($"/x?utm_source=a&{longName}=b", Token)), StringComparison.Ordinal);
        Assert.Equal("a", await app.Client.GetStringAsync("/both?ns[]=a", Token));
        Assert.Equal("b", await app.Client.GetStringAsync("/both?ns[]=b", Token));
        Assert.Equal(Alias, StatusOf(await app.Client.GetAsync("/both?ns=a", Token)));
        Assert.Equal("tasker; fwd=miss; stored", StatusOf(await app.Client.GetAsync("/none?a[0]=a", Token)));
    }

    private static void AddControllers(IServiceCollection services) => services.AddControllers().ConfigureApplicationPartManager(static parts =>
    {
        parts.ApplicationParts.Clear();
        parts.ApplicationParts.Add(new AssemblyPart(typeof(BoundController).Assembly));
    });
}
