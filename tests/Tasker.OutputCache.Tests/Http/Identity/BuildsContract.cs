using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.Backends.Memory;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http.Identity;

/// <summary>Two builds of a program on one shared tier: neither gets what the other means by the same key.</summary>
public abstract class BuildsContract : IdentityContract
{
    private readonly InMemoryEvictionLog _log = new(TimeProvider.System, TimeSpan.FromHours(1));
    private readonly SharedTier _tier = new();

    [Fact]
    public Task Get_RoutesWhoseNamesReadTheSame() => AssertApartAsync(
        app => app.MapGet("/a-b", () => Run("old")).CacheAnalytics(),
        app => app.MapGet("/a/b", () => Run("new")).CacheAnalytics(),
        "/a-b", "/a/b");

    [Fact]
    public Task Get_ParametersInAnotherOrder() => AssertApartAsync(
        app => app.MapGet("/x", (string? from, string? to) => Run($"old {from} {to}")).CacheAnalytics("x", vary: ["from", "to"]),
        app => app.MapGet("/x", (string? from, string? to) => Run($"new {from} {to}")).CacheAnalytics("x", vary: ["to", "from"]),
        "/x?from=1&to=2", "/x?from=2&to=1", "old 1 2", "new 2 1");

    [Fact]
    public Task Get_ParameterFromAnotherSource() => AssertApartAsync(
        app => app.MapGet("/x", (string? region) => Run($"old {region}")).CacheAnalytics("x", vary: ["region"]),
        app => app.MapGet("/x", (HttpContext context) => Run($"new {context.Request.Headers["region"]}")).CacheAnalytics("x", vary: ["header:region"]),
        "/x?region=eu", "/x|region: eu", "old eu", "new eu");

    [Fact]
    public Task Get_OtherParameters() => AssertApartAsync(
        app => app.MapGet("/x", (string? @namespace) => Run($"old {@namespace}")).CacheAnalytics("x", vary: ["namespace"]),
        app => app.MapGet("/x", (string? status) => Run($"new {status}")).CacheAnalytics("x", vary: ["status"]),
        "/x?namespace=open", "/x?status=open", "old open", "new open");

    [Fact]
    public Task Get_NameGivenToAnotherRoute() => AssertApartAsync(
        app => app.MapGet("/totals/{id}", (string id) => Run($"old {id}")).CacheAnalytics("x"),
        app => app.MapGet("/details/{id}", (string id) => Run($"new {id}")).CacheAnalytics("x"),
        "/totals/1", "/details/1", "old 1", "new 1");

    [Fact]
    public async Task Get_SameDeclarationsInAnotherOrder_AreShared()
    {
        await using var one = await StartBuildAsync(app =>
        {
            app.MapGet("/a-b", () => Run("one")).CacheAnalytics();
            app.MapGet("/a/b", () => Run("two")).CacheAnalytics();
            app.MapGet("/c", () => Run("three")).CacheAnalytics("c");
        });
        await using var other = await StartBuildAsync(app =>
        {
            app.MapGet("/c", () => Run("three")).CacheAnalytics("c");
            app.MapGet("/a/b", () => Run("two")).CacheAnalytics();
            app.MapGet("/a-b", () => Run("one")).CacheAnalytics();
        });

        foreach (var url in new[] { "/a-b", "/a/b", "/c" })
        {
            var fills = _tier.Fills;
            var answer = await SendAsync(one, url);
            await WaitAsync(() => _tier.Fills == fills + 1, "the fill");
            Assert.Equal(answer, await FromFarAsync(other, url));
        }
    }

    [Fact]
    public async Task Get_ForeignEntry_IsReplaced()
    {
        await using var old = await StartBuildAsync(app => app.MapGet("/x", () => Run("old")).CacheAnalytics("x", vary: ["a", "b"]));
        await SendAsync(old, "/x?a=1&b=2");
        await WaitAsync(() => _tier.Fills == 1, "the fill");
        await using var one = await StartBuildAsync(New);
        await using var other = await StartBuildAsync(New);

        var answer = await SendAsync(one, "/x?a=2&b=1");
        await WaitAsync(() => _tier.Fills == 2, "the second fill");

        Assert.StartsWith("new #", answer, StringComparison.Ordinal);
        Assert.Equal(1, _tier.Count);
        Assert.Equal(answer, await FromFarAsync(other, "/x?a=2&b=1"));

        void New(WebApplication app) => app.MapGet("/x", () => Run("new")).CacheAnalytics("x", vary: ["b", "a"]);
    }

    private async Task AssertApartAsync(Action<WebApplication> old, Action<WebApplication> build, string oldUrl, string url, string oldAnswer = "old", string answer = "new")
    {
        await using var one = await StartBuildAsync(old);
        await using var other = await StartBuildAsync(build);

        await AssertOwnAsync(one, (oldUrl, oldAnswer));
        await WaitAsync(() => _tier.Fills == 1, "the fill");
        await AssertOwnAsync(other, (url, answer));
    }

    private async Task<string> FromFarAsync(TestApp app, string url)
    {
        var response = await app.Client.GetAsync(new Uri(url, UriKind.Relative), Token);
        Assert.EndsWith("detail=far", StatusOf(response), StringComparison.Ordinal);
        return await response.Content.ReadAsStringAsync(Token);
    }

    private Task<TestApp> StartBuildAsync(Action<WebApplication> endpoints) => StartAsync(
        endpoints,
        static options =>
        {
            options.Backend = "redis";
            options.OperationTimeout = TimeSpan.FromSeconds(30);
        },
        services => services.AddSingleton<ICacheBackendProvider>(new TestBackend(_log, _tier)));
}
