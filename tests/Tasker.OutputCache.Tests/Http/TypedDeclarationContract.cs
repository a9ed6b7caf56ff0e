using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http;

/// <summary>A resource that is declared in code means the same as its strings, for endpoints, events and evictions.</summary>
public abstract class TypedDeclarationContract : HttpContract
{
    private int _runs;

    [Fact]
    public async Task Evict_TypedValue_TakesItsResponsesAndNoOthers()
    {
        var (orders, state, id) = Define();
        await using var app = await StartAsync(app => app.MapGet("/x/{id}", (int id, TestStatus? state, int hours = 24) => Run($"{id} {state} {hours}")).CacheResource(orders, "x"));
        var gone = await app.Client.GetStringAsync("/x/07?state=Broken", Token);
        var unfiltered = await app.Client.GetStringAsync("/x/7", Token);
        var stays = await app.Client.GetStringAsync("/x/7?state=Done", Token);

        Assert.Equal(EvictionResult.Confirmed, await app.Evictor.EvictAsync([orders.Tag(id.Is(7), state.Is(TestStatus.Failed))], Token));

        Assert.NotEqual(gone, await app.Client.GetStringAsync("/x/07?state=Broken", Token));
        Assert.NotEqual(unfiltered, await app.Client.GetStringAsync("/x/7", Token));
        Assert.Equal(stays, await app.Client.GetStringAsync("/x/7?state=Done", Token));

        await app.Evictor.EvictAsync([orders], Token);
        Assert.NotEqual(stays, await app.Client.GetStringAsync("/x/7?state=Done", Token));
    }

    [Fact]
    public async Task Publish_EventMappedToTypedTags_TakesItsResponses()
    {
        var (orders, _, id) = Define();
        await using var app = await StartAsync(
            app => app.MapGet("/x/{id}", (int id) => Run($"{id}")).CacheResource(orders, "x"),
            services: services => services.AddTaskerCaching(new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build()).EvictOn<OrderChanged>(change => [orders.Tag(id.Is(change.Id))]));
        var gone = await app.Client.GetStringAsync("/x/7", Token);
        var stays = await app.Client.GetStringAsync("/x/8", Token);

        await app.Services.GetRequiredService<ICacheEvents>().PublishAsync(new OrderChanged(7), Token);

        Assert.NotEqual(gone, await app.Client.GetStringAsync("/x/7", Token));
        Assert.Equal(stays, await app.Client.GetStringAsync("/x/8", Token));
    }

    [Fact]
    public async Task Start_MoreCandidatesThanDimensions_ThoseOfTheResourceAreDimensions()
    {
        var resource = CacheResource.Define("wide");
        var (b, f) = (resource.Dimension<string>("b"), resource.Dimension<int>("f"));
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(
            app => app.MapGet("/x", (string? a, string? b, string? c, string? d, string? e, int f = 3) => Run($"{a} {b} {c} {d} {e} {f}")).CacheResource(resource, "x"),
            Configured("wide"),
            logs: logs);
        var gone = await app.Client.GetStringAsync("/x?b=1&f=4&a=1", Token);
        var stays = await app.Client.GetStringAsync("/x?b=1&f=5&a=1", Token);
        Assert.NotEqual(gone, await app.Client.GetStringAsync("/x?b=1&f=4&a=2", Token));

        await app.Evictor.EvictAsync([resource.Tag(b.Is("1"), f.Is(4))], Token);

        Assert.NotEqual(gone, await app.Client.GetStringAsync("/x?b=1&f=4&a=1", Token));
        Assert.Equal(stays, await app.Client.GetStringAsync("/x?b=1&f=5&a=1", Token));
        Assert.DoesNotContain(logs.Entries, static entry => entry.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Start_DimensionThatNoEndpointHas_IsToldAndItsEvictionTakesTheResource()
    {
        var resource = CacheResource.Define("torn");
        var typo = resource.Dimension<string>("namespac");
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(app => app.MapGet("/x", (string? @namespace) => Run($"{@namespace}")).CacheResource(resource, "x"), Configured("torn"), logs: logs);
        var answer = await app.Client.GetStringAsync("/x?namespace=a", Token);

        Assert.Equal(EvictionResult.Confirmed, await app.Evictor.EvictAsync([resource.Tag(typo.Is("b"))], Token));

        Assert.NotEqual(answer, await app.Client.GetStringAsync("/x?namespace=a", Token));
        Assert.Contains("declares the dimension 'namespac', and none of its endpoints has a parameter of this name", Assert.Single(logs.Entries, static entry => entry.Level >= LogLevel.Warning).Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'namespace'?", Assert.Single(logs.Entries, static entry => entry.Level >= LogLevel.Warning).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_HandlerBindsAnotherType_TheDimensionCountsAsAnyAndALineSaysSo()
    {
        var resource = CacheResource.Define("torn");
        var id = resource.Dimension<Guid>("id");
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(app => app.MapGet("/x/{id}", (int id) => Run($"{id}")).CacheResource(resource, "x"), Configured("torn"), logs: logs);
        var answer = await app.Client.GetStringAsync("/x/7", Token);

        await app.Evictor.EvictAsync([resource.Tag(id.Is(Guid.NewGuid()))], Token);

        Assert.NotEqual(answer, await app.Client.GetStringAsync("/x/7", Token));
        Assert.Contains("binds 'id' as another type", Assert.Single(logs.Entries, static entry => entry.Level >= LogLevel.Warning).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/x/1", "/x/1?hours=24&utm=1", true)]
    [InlineData("/x/1", "/x/1?hours=48", false)]
    [InlineData("/x/1?ns=a", "/x/1?ns=b", false)]
    [InlineData("/x/1?page=1", "/x/1?page=2", false)]
    [InlineData("/x/1?page=1", "/x/1", false)]
    [InlineData("/x/1", "/x/2", false)]
    public async Task Get_ParametersDeclaredInCode_AreTheKey(string one, string other, bool isShared)
    {
        var (app, _) = await StartBuiltAsync();
        await using var host = app;

        Assert.Equal(isShared, await app.Client.GetStringAsync(one, Token) == await app.Client.GetStringAsync(other, Token));
    }

    [Fact]
    public async Task Get_HeaderAndComputedDeclaredInCode_AreTheKey()
    {
        var (app, logs) = await StartBuiltAsync();
        await using var host = app;
        var answers = new HashSet<string>();
        foreach (var (region, theme) in new[] { ("eu", "a"), ("us", "a"), ("eu", "b") })
        {
            for (var round = 0; round < 2; round++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/x/1") { Headers = { { "X-Region", region }, { "Cookie", $"theme={theme}" } } };
                var answer = await (await app.Client.SendAsync(request, Token)).Content.ReadAsStringAsync(Token);
                Assert.StartsWith($"1  24  {region} {theme} #", answer, StringComparison.Ordinal);
                answers.Add(answer);
            }
        }

        Assert.Equal(3, answers.Count);
        Assert.DoesNotContain(logs.Entries, static entry => entry.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Evict_DimensionDeclaredInCode_TakesItsResponsesOnly()
    {
        var (app, _) = await StartBuiltAsync();
        await using var host = app;
        var gone = await app.Client.GetStringAsync("/x/1?ns=a&page=2", Token);
        var stays = await app.Client.GetStringAsync("/x/1?ns=b&page=2", Token);

        await app.Evictor.EvictAsync([CacheTag.For("built").With("ns", "a")], Token);

        Assert.NotEqual(gone, await app.Client.GetStringAsync("/x/1?ns=a&page=2", Token));
        Assert.Equal(stays, await app.Client.GetStringAsync("/x/1?ns=b&page=2", Token));
        Assert.Equal(EvictionResult.Refused, await app.Evictor.EvictAsync([CacheTag.For("built").With("page", "2")], Token));
    }

    [Fact]
    public async Task Start_BuiltParametersLackWhatTheHandlerBinds_IsNotCached()
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(
            app => app.MapGet("/x", (string? ns, int hours = 24) => Run($"{ns} {hours}")).CacheAnalytics("x", static parameters => parameters.Query("hours", 48)),
            logs: logs);

        Assert.NotEqual(await app.Client.GetStringAsync("/x", Token), await app.Client.GetStringAsync("/x", Token));
        var line = Assert.Single(logs.Entries, static entry => entry.Level >= LogLevel.Warning).Message;
        Assert.Contains("Add \"ns\" to vary", line, StringComparison.Ordinal);
        Assert.Contains("'hours=48'", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_NamesThatCantBeOnes_Throw()
    {
        Assert.ThrowsAny<ArgumentException>(() => StartWith(static parameters => parameters.Query("a b")));
        Assert.ThrowsAny<ArgumentException>(() => StartWith(static parameters => parameters.Header(string.Empty)));
        Assert.ThrowsAny<ArgumentException>(() => StartWith(static parameters => parameters.Query("a", string.Empty)));

        static void StartWith(Action<CacheParameters> parameters)
        {
            var app = WebApplication.CreateBuilder().Build();
            app.MapGet("/x", static () => "x").CacheResource("built", null, parameters);
        }
    }

    // Attributes and declarations of one name stand side by side in one file.
    [Fact]
    public async Task Get_AttributesBesideDeclarations_AreCached()
    {
        var (orders, _, id) = Define();
        await using var app = await StartAsync(app => app.MapGet("/x/{id}", [CacheResource("orders", "x")] ([CacheDimension] int id) => Run($"{id}")));
        var gone = await app.Client.GetStringAsync("/x/7", Token);
        Assert.Equal(gone, await app.Client.GetStringAsync("/x/7", Token));

        await app.Evictor.EvictAsync([orders.Tag(id.Is(7))], Token);

        Assert.NotEqual(gone, await app.Client.GetStringAsync("/x/7", Token));
    }

    private static (CacheResource Orders, CacheDimension<TestStatus> State, CacheDimension<int> Id) Define()
    {
        var orders = CacheResource.Define("orders");
        return (orders, orders.Dimension<TestStatus>("state"), orders.Dimension<int>("id"));
    }

    private static Action<TaskerCachingOptions> Configured(string resource) => options => options.Resources[resource] = new CacheResourceOptions();

    private async Task<(TestApp App, CollectingLoggerProvider Logs)> StartBuiltAsync()
    {
        var logs = new CollectingLoggerProvider();
        var app = await StartAsync(
            app => app.MapGet("/x/{id}", (HttpContext context, int id, string? ns, int? page, [FromHeader(Name = "X-Region")] string? region, int hours = 24) => Run($"{id} {ns} {hours} {page} {region} {context.Request.Cookies["theme"]}"))
                .CacheResource("built", "x", static parameters => parameters
                    .Query("hours", 24)
                    .Dimension("ns")
                    .Query("page")
                    .Header("X-Region")
                    .DimensionFromRoute("id")
                    .Computed("theme", static context => context.Request.Cookies["theme"], "none")),
            Configured("built"),
            logs: logs);
        return (app, logs);
    }

    private string Run(string answer) => $"{answer} #{Interlocked.Increment(ref _runs)}";

    private sealed record OrderChanged(int Id);
}
