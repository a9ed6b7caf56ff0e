using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http;

/// <summary>Every mistake in the declarations is one line at start, which names the endpoint and the mend.</summary>
public sealed class StartupCheckTests
{
    [Theory]
    [InlineData("namespace=")]
    [InlineData("cookie:namespace")]
    [InlineData("a b")]
    public async Task Get_ParameterNotUnderstood_IsNotCached(string parameter)
    {
        await using var app = await TestApp.StartAsync(app =>
            app.MapGet("/x", (string? @namespace) => $"of {@namespace}").CacheAnalytics("x", vary: [parameter]));

        Assert.Equal("of payments", await app.Client.GetStringAsync("/x?namespace=payments", TestContext.Current.CancellationToken));
        Assert.Equal("of billing", await app.Client.GetStringAsync("/x?namespace=billing", TestContext.Current.CancellationToken));
    }

    [Fact]
    public Task Start_UnknownResource_SaysSo() => AssertOneLineAsync(
        static app => app.MapGet("/x", () => "x").CacheResource("anlytics"),
        "'GET /x'", "'anlytics' is not configured", "fresh for 1m", "correct the name");

    [Fact]
    public Task Start_UnknownResourceOfSeveralEndpoints_SaysSoOnce() => AssertOneLineAsync(
        static app =>
        {
            app.MapGet("/x", () => "x").CacheResource("sales", "x");
            app.MapGet("/y", () => "y").CacheResource("sales", "y");
            app.MapGet("/z", () => "z").CacheResource("SALES", "z");
        },
        "'sales' is not configured", "fresh for 1m");

    [Fact]
    public Task Start_MalformedParameter_SaysSo() => AssertOneLineAsync(
        static app => app.MapGet("/x", () => "x").CacheAnalytics(vary: ["ho urs"]),
        "'GET /x'", "'ho urs' is malformed", "Write 'name'");

    [Fact]
    public Task Start_EmptyDefault_SaysSo() => AssertOneLineAsync(
        static app => app.MapGet("/x", () => "x").CacheAnalytics(vary: ["hours="]),
        "'GET /x'", "'hours=' has an empty default", "Leave the '=' out");

    [Fact]
    public Task Start_UnknownSource_SaysSo() => AssertOneLineAsync(
        static app => app.MapGet("/x", () => "x").CacheAnalytics(vary: ["cookie:id"]),
        "'GET /x'", "the source 'cookie'", "the sources are query, route, claim, header and body");

    [Fact]
    public Task Start_DuplicateParameter_SaysSo() => AssertOneLineAsync(
        static app => app.MapGet("/x", () => "x").CacheAnalytics(vary: ["hours=24", "hours=12"]),
        "'GET /x'", "'hours=24' and 'hours=12' have the same name", "Keep one of them");

    [Fact]
    public Task Start_RouteValueThatRouteLacks_SaysSo() => AssertOneLineAsync(
        static app => app.MapGet("/x/{id}", (string id) => id).CacheAnalytics(vary: ["route:key"]),
        "'GET /x/{id}'", "the route value 'key'", "Correct the name");

    [Fact]
    public Task Start_TooManyDimensions_SaysSo() => AssertOneLineAsync(
        static app => app.MapGet("/x", () => "x").CacheAnalytics(vary: ["a", "b", "c", "d", "e"]),
        "'GET /x'", "too many dimensions", "Give one of them a default");

    [Fact]
    public Task Start_CacheOutputAfterOurs_SaysSo() => AssertOneLineAsync(
        static app => app.MapGet("/x", () => "x").CacheAnalytics().CacheOutput(),
        "'GET /x'", "[OutputCache] or .CacheOutput()", "Keep one of them");

    [Fact]
    public Task Start_CacheOutputBeforeOurs_SaysSo() => AssertOneLineAsync(
        static app => app.MapGet("/x", () => "x").CacheOutput(static policy => policy.Tag("x")).CacheAnalytics(),
        "'GET /x'", "[OutputCache] or .CacheOutput()", "Keep one of them");

    [Fact]
    public Task Start_BothAttributes_SaysSo() => AssertOneLineAsync(
        static app => app.MapGet("/x", [CacheAnalytics] [Microsoft.AspNetCore.OutputCaching.OutputCache] () => "x"),
        "'GET /x'", "[OutputCache] or .CacheOutput()", "Keep one of them");

    [Fact]
    public Task Start_TwoEndpointsOfOneName_SaysSo() => AssertOneLineAsync(
        static app =>
        {
            app.MapGet("/x", () => "x").CacheAnalytics("same");
            app.MapGet("/y", () => "y").CacheAnalytics("same");
        },
        "'GET /y'", "'analytics/same' is the name of GET /x as well", "another name");

    [Fact]
    public Task Start_TtlOfZero_SaysSo() => AssertOneLineAsync(
        static app => app.MapGet("/x", () => "x").CacheAnalytics(configure: static options => options.Ttl = TimeSpan.Zero),
        "'GET /x'", "not greater than zero", "Give a longer one");

    [Fact]
    public async Task Start_WithoutMiddleware_SaysSo()
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await TestApp.StartAsync(static app => app.MapGet("/x", () => "x").CacheAnalytics(), logs: logs, pipeline: static _ => { });

        AssertOneLine(logs, "nothing is cached", "Call app.UseOutputCache()");
    }

    [Fact]
    public async Task Start_BackendWithoutItsPackage_SaysSo()
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await TestApp.StartAsync(static app => app.MapGet("/x", () => "x").CacheAnalytics(), static options => options.Backend = "memcached", logs: logs);

        AssertOneLine(logs, "'memcached'", "Add the package Tasker.Caching.Memcached and call AddMemcached()");
        Assert.Equal("x", await app.Client.GetStringAsync("/x", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Start_UnknownKey_SaysSo()
    {
        using var logs = new CollectingLoggerProvider();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("common:cache:anlytics_ttl_seconds", "60")]).Build();
        await using var app = await TestApp.StartAsync(static app => app.MapGet("/x", () => "x").CacheAnalytics(), logs: logs, configuration: configuration);

        AssertOneLine(logs, "anlytics_ttl_seconds", "analytics_ttl_seconds");
    }

    [Fact]
    public async Task Start_CleanHost_WarnsOfNothing()
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await TestApp.StartAsync(
            static app =>
            {
                app.MapGet("/x/{id}", (string id, string? @namespace, [FromHeader(Name = "X-Region")] string? region, int hours = 24) => id).CacheAnalytics("x", vary: ["hours=24", "namespace", "header:X-Region=eu"]);
                app.MapGet("/y", [CacheResource("dashboards", "y", Vary = ["range=7d"], Partition = CachePartition.Tenant)] () => "y");
                app.MapGet("/plain", () => "plain").CacheOutput();
                app.MapGet("/nothing", () => "nothing");
            },
            static options => options.Resources["dashboards"] = new CacheResourceOptions(),
            logs: logs);

        foreach (var url in new[] { "/x/1", "/x/1?namespace=a", "/y", "/plain", "/nothing" })
        {
            Assert.Equal(200, (int)(await app.Client.GetAsync(url, TestContext.Current.CancellationToken)).StatusCode);
        }

        await app.Evictor.EvictAsync([CacheTag.For("analytics").With("namespace", "a")], TestContext.Current.CancellationToken);
        Assert.DoesNotContain(logs.Entries, static entry => entry.Level >= LogLevel.Warning);
    }

    private static async Task AssertOneLineAsync(Action<WebApplication> endpoints, params string[] parts)
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await TestApp.StartAsync(endpoints, logs: logs);

        // It goes on serving, and says nothing more.
        await app.Client.GetAsync("/x", TestContext.Current.CancellationToken);
        await app.Client.GetAsync("/x", TestContext.Current.CancellationToken);
        AssertOneLine(logs, parts);
    }

    private static void AssertOneLine(CollectingLoggerProvider logs, params string[] parts)
    {
        var line = Assert.Single(logs.Entries, static entry => entry.Level >= LogLevel.Warning);
        Assert.All(parts, part => Assert.Contains(part, line.Message, StringComparison.Ordinal));
    }
}
