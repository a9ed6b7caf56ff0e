using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tasker.Caching;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http.Behaviour.Control;

/// <summary>What a cache in front of the host is told of a response, so that it can be purged.</summary>
public abstract class TagHeaderContract : BehaviourContract
{
    private Task<TestApp> StartTellingAsync(CacheTagHeader header, TagHeaderForm form = TagHeaderForm.Readable, CachePartition? partition = null) => StartAsync(options =>
        options.Resources["analytics"] = new CacheResourceOptions { TagHeader = header, TagHeaderForm = form, Partition = partition });

    [Theory]
    [InlineData(CacheTagHeader.SurrogateKey, "Surrogate-Key", ' ')]
    [InlineData(CacheTagHeader.CacheTag, "Cache-Tag", ',')]
    [InlineData(CacheTagHeader.CacheGroups, "Cache-Groups", ',')]
    public async Task Response_OfAResourceThatTells_HasItsTagsMissesAndHits(CacheTagHeader header, string name, char separator)
    {
        await using var app = await StartTellingAsync(header);
        var miss = Header(await GetAsync(app), name);
        var hit = Header(await AssertHitAsync(app), name);

        Assert.Equal(miss, hit);
        Assert.NotNull(miss);
        var quote = header == CacheTagHeader.CacheGroups ? "\"" : string.Empty;
        var tags = miss.Split(separator).Select(static tag => tag.Trim()).ToArray();
        Assert.Contains($"{quote}analytics{quote}", tags);
        Assert.Contains($"{quote}analytics/x{quote}", tags);
        Assert.Contains($"{quote}path:/x{quote}", tags);

        // The key of an entry is not for everybody to read.
        Assert.DoesNotContain("key:", miss, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tags_Hashed_SayNothingToClients()
    {
        await using var app = await StartTellingAsync(CacheTagHeader.SurrogateKey, TagHeaderForm.Hashed);
        var keys = Header(await GetAsync(app), "Surrogate-Key")!.Split(' ');

        Assert.True(keys.Length >= 4);
        Assert.All(keys, static key => Assert.Matches("^#[A-Za-z0-9_-]{16}$", key));
    }

    [Fact]
    public async Task Tags_OfTheHandler_AreAmongThemAndItsOwnKeysStay()
    {
        Respond = static context =>
        {
            context.Response.Headers["Surrogate-Key"] = "of-the-handler";
            context.TagCachedResponse(CacheTag.FromString("order 7, \"é\""));
        };
        await using var app = await StartTellingAsync(CacheTagHeader.SurrogateKey);
        var keys = Header(await GetHitAsync(app), "Surrogate-Key")!.Split(' ');

        Assert.Contains("of-the-handler", keys);
        Assert.All(keys, static key => Assert.Matches("^[!-~]+$", key));
        Assert.Single(keys, static key => key.StartsWith("order", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tags_TooManyForAHeader_ResponseIsNotKeptInFront()
    {
        Respond = static context =>
        {
            for (var i = 0; i < 200; i++)
            {
                context.TagCachedResponse(CacheTag.FromString($"order-{i}"));
            }
        };
        await using var app = await StartTellingAsync(CacheTagHeader.CacheTag);
        var hit = await GetHitAsync(app);

        Assert.Null(Header(hit, "Cache-Tag"));
        Assert.Equal("no-store", Header(hit, "CDN-Cache-Control"));
        Assert.Equal("no-store", Header(hit, "Surrogate-Control"));
    }

    [Fact]
    public async Task Tags_ResourceDoesNotTell_AreNotThere()
    {
        await using var app = await StartAsync();
        var hit = await GetHitAsync(app);

        Assert.Null(Header(hit, "Surrogate-Key"));
        Assert.Null(Header(hit, "Cache-Tag"));
        Assert.Null(Header(hit, "Cache-Groups"));
    }

    [Theory]
    [InlineData(CacheTagHeader.CacheGroups, 200, true)]
    [InlineData(CacheTagHeader.CacheGroups, 500, false)]
    [InlineData(CacheTagHeader.CacheTag, 200, false)]
    public async Task UnsafeMethod_OfAPathWithGroups_NamesThem(CacheTagHeader header, int status, bool isNamed)
    {
        await using var app = await StartAsync(
            app =>
            {
                app.MapGet("/x", (Delegate)HandleAsync).CacheAnalytics("x");
                app.MapPost("/x", () => Results.StatusCode(status));
            },
            options => options.Resources["analytics"] = new CacheResourceOptions { TagHeader = header });
        await GetAsync(app);

        var groups = Header(await SendAsync(app, HttpMethod.Post, "/x"), "Cache-Group-Invalidation");

        Assert.Equal(isNamed, groups is not null);
        Assert.True(!isNamed || groups!.Contains("\"path:/x\"", StringComparison.Ordinal), groups);
    }

    [Fact]
    public async Task Tags_RangeThatFindsNothing_AreThereToo()
    {
        await using var app = await StartTellingAsync(CacheTagHeader.SurrogateKey);

        Assert.Contains("analytics", Header(await GetAsync(app, ("Range", "bytes=0-1")), "Surrogate-Key")!.Split(' '));
    }
}
