using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http;

/// <summary>A tag means the same whoever sets it: a handler, an object, a policy of the framework.</summary>
public abstract class TagMeaningContract : HttpContract
{
    // The tag of the entry, the eviction, and whether it takes the entry.
    private static readonly (string Tag, string Eviction, bool Goes)[] Meanings =
    [
        ("analytics|namespace=payments", "analytics", true),
        ("analytics|namespace=payments", "analytics|namespace=payments", true),
        ("analytics|namespace=payments", "analytics|namespace=payments,region=eu", true),
        ("analytics|namespace=payments", "analytics|region=eu", true),
        ("analytics|namespace=payments", "analytics|@tenant=acme", true),
        ("analytics|namespace=payments", "analytics|namespace=billing", false),
        ("analytics|namespace=payments", "analytics|namespace=billing,region=eu", false),
        ("analytics|namespace=payments", "analytics|namespace=*", false),
        ("analytics|namespace=payments", "analytics/overview", false),
        ("analytics|namespace=payments,region=eu", "analytics|region=eu", true),
        ("analytics|namespace=payments,region=eu", "analytics|region=us", false),
        ("analytics|namespace=payments,region=eu", "analytics|namespace=payments,region=us", false),
        ("analytics|namespace=*", "analytics|namespace=billing", true),
        ("analytics/overview", "analytics", true),
        ("analytics/overview", "analytics|namespace=billing", true),
        ("analytics/overview", "analytics/overview", true),
        ("analytics/overview", "analytics/other", false),
        ("analytics", "analytics|namespace=billing,region=eu", true),
        ("dashboards|@tenant=acme", "dashboards|@tenant=acme", true),
        ("dashboards|@tenant=acme", "dashboards", true),
        ("dashboards|@tenant=acme", "dashboards|@tenant=beta", false),
        ("dashboards/overview|@tenant=acme", "dashboards/overview|@tenant=acme", true),
        ("dashboards/overview|@tenant=acme", "dashboards/overview|@tenant=beta", false),
        ("dashboards/overview|@tenant=acme", "dashboards|@tenant=beta", false),
        ("dashboards/overview|@tenant=acme", "dashboards|@tenant=acme", true),
        ("dashboards|@user=ann", "dashboards|@user=ann", true),
        ("shop|order=7", "shop|order=7", true),
        ("shop|order=7", "shop|order=8", false),
        ("shop|order=7", "shop", true),
        ("shop|order=7", "shop|customer=ann,order=7", true),
        ("shop|order=7", "shop|customer=ann", true),
        ("shop|order=7", "shop|customer=ann,order=8", false),
        ("report:7", "report:7", true),
        ("report:7", "report:8", false),
    ];

    public static TheoryData<string, string, string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, string, bool>();
            foreach (var carrier in new[] { "/ours", "/plain", "/object" })
            {
                foreach (var (tag, eviction, goes) in Meanings)
                {
                    cases.Add(carrier, tag, eviction, goes);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Evict_TagOfAHandlerOrAnObject_MeansWhatItMeansOnAnEndpoint(string carrier, string tag, string eviction, bool goes)
    {
        var runs = 0;
        await using var app = await StartHostAsync(app =>
        {
            string Run(HttpContext context)
            {
                context.TagCachedResponse(Read(tag));
                return $"run {++runs}";
            }

            app.MapGet("/ours", Run).CacheResource("pages", "ours");
            app.MapGet("/plain", Run).CacheOutput();
            app.MapGet("/object", (HttpContext context, IObjectCache objects) =>
                objects.GetOrCreateAsync("k", (_, _) => ValueTask.FromResult($"run {++runs}"), tags: [Read(tag)], cancellationToken: context.RequestAborted).AsTask());
        });

        await AssertTakesAsync(app, carrier, Read(eviction), goes);
    }

    [Theory]
    [InlineData("/ours", "analytics")]
    [InlineData("/ours", "analytics|namespace=payments")]
    [InlineData("/ours", "by policy")]
    [InlineData("/plain", "analytics|namespace=payments")]
    [InlineData("/plain", "by policy")]
    public async Task Evict_TagOfABasePolicy_TakesTheResponse(string path, string eviction)
    {
        var runs = 0;
        await using var app = await StartHostAsync(
            app =>
            {
                app.MapGet("/ours", () => $"run {++runs}").CacheResource("pages", "ours");
                app.MapGet("/plain", () => $"run {++runs}").CacheOutput();
            },
            services => services.AddOutputCache(static options =>
            {
                options.AddBasePolicy(static policy => policy.Tag("analytics"));
                options.AddBasePolicy(new LatePolicy());
            }));

        await AssertTakesAsync(app, path, Read(eviction), goes: true);
    }

    [Fact]
    public async Task Evict_WhileTheHandlerThatTaggedRuns_TheResponseIsNotKept()
    {
        var handler = new GatedHandler();
        await using var app = await StartHostAsync(app => app.MapGet("/plain", (HttpContext context, CancellationToken aborted) =>
        {
            context.TagCachedResponse(Read("analytics|namespace=payments"));
            return handler.RunAsync(aborted);
        }).CacheOutput());

        var first = app.Client.GetStringAsync("/plain", Token);
        await handler.WaitForRunsAsync(1, Token);
        await app.Evictor.EvictAsync([Read("analytics|namespace=payments,region=eu")], Token);
        handler.Open();

        Assert.Equal("run 1", await first);
        Assert.Equal("run 2", await app.Client.GetStringAsync("/plain", Token));
    }

    [Fact]
    public async Task Evict_FixedTagThatNamesAnotherResource_TakesTheResponse()
    {
        var runs = 0;
        await using var app = await StartHostAsync(app => app.MapGet("/ours", () => $"run {++runs}").CacheResource("pages", "ours", configure: static options => options.Tags.Add("analytics/overview")));

        await AssertTakesAsync(app, "/ours", Read("analytics|namespace=payments"), goes: true);
    }

    [Fact]
    public async Task Evict_DimensionThatTheResourceDoesNotHave_IsRefused()
    {
        var runs = 0;
        await using var app = await StartHostAsync(app => app.MapGet("/ours", (HttpContext context) =>
        {
            context.TagCachedResponse(Read("analytics|namespace=payments,regoin=eu"));
            return $"run {++runs}";
        }).CacheResource("pages", "ours"));

        await AssertTakesAsync(app, "/ours", Read("analytics|regoin=eu"), goes: false);
        await AssertTakesAsync(app, "/ours", Read("analytics|region=us"), goes: true);
    }

    private Task<TestApp> StartHostAsync(Action<WebApplication> endpoints, Action<IServiceCollection>? services = null) => StartAsync(
        app =>
        {
            app.MapGet("/overview", () => "").CacheAnalytics("overview", vary: ["namespace", "region"]);
            app.MapGet("/dashboard", () => "").CacheResource("dashboards", "overview");
            app.MapGet("/mine", () => "").CacheResource("dashboards", "mine", configure: static options => options.Partition = CachePartition.User);
            endpoints(app);
        },
        static options =>
        {
            options.Resources["pages"] = new CacheResourceOptions();
            options.Resources["dashboards"] = new CacheResourceOptions { Partition = CachePartition.Tenant };
        },
        services);

    private static async Task AssertTakesAsync(TestApp app, string path, CacheTag eviction, bool goes)
    {
        var before = await app.Client.GetStringAsync(path, Token);
        Assert.Equal(before, await app.Client.GetStringAsync(path, Token));

        await app.Evictor.EvictAsync([eviction], Token);

        var after = await app.Client.GetStringAsync(path, Token);
        Assert.Equal(goes, before != after);
        Assert.Equal(after, await app.Client.GetStringAsync(path, Token));
    }

    private static CacheTag Read(string text)
    {
        var bar = text.IndexOf('|', StringComparison.Ordinal);
        if (bar < 0)
        {
            return text.Contains('/', StringComparison.Ordinal) ? CacheTag.For(text) : text;
        }

        var tag = CacheTag.For(text[..bar]);
        foreach (var part in text[(bar + 1)..].Split(','))
        {
            var (name, value) = (part.Split('=')[0], part.Split('=')[1]);
            tag = name switch
            {
                "@tenant" => tag.ForTenant(value),
                "@user" => tag.ForUser(value),
                _ => tag.With(name, value == "*" ? null : value),
            };
        }

        return tag;
    }

    // The tags of a policy may come with the response.
    private sealed class LatePolicy : IOutputCachePolicy
    {
        ValueTask IOutputCachePolicy.CacheRequestAsync(OutputCacheContext context, CancellationToken cancellationToken) => default;

        ValueTask IOutputCachePolicy.ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellationToken) => default;

        ValueTask IOutputCachePolicy.ServeResponseAsync(OutputCacheContext context, CancellationToken cancellationToken)
        {
            context.Tags.Add("by policy");
            return default;
        }
    }
}
