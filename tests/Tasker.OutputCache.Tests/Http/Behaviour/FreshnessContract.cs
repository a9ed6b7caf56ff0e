using System.Globalization;
using Tasker.Caching;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http.Behaviour;

/// <summary>How long a response is fresh, and who may say so.</summary>
public abstract class FreshnessContract : BehaviourContract
{
    private Task<TestApp> StartHonoringAsync() => StartAsync(static options =>
        options.Resources["analytics"] = new CacheResourceOptions { HonorCacheControl = true, Ttl = TimeSpan.FromHours(1), TtlJitterPercent = 0 });

    private static long TtlOf(HttpResponseMessage response) => (long)Assert.Single(StructuredField.ParseList(StatusOf(response))).Parameters["ttl"];

    [Theory]
    [InlineData("max-age=100", 100)]
    [InlineData("public, max-age=100", 100)]
    [InlineData("MAX-AGE=100", 100)]
    [InlineData("max-age=100, s-maxage=200", 200)]
    [InlineData("s-maxage=200,max-age=0", 200)]
    [InlineData("public", 3600)]
    [InlineData("x-max-age=100", 3600)]
    [InlineData("max-age=100, must-revalidate", 100)]
    [InlineData("max-age=100, proxy-revalidate, immutable", 100)]
    [InlineData("stale-while-revalidate=1000, max-age=100", 100)]
    public async Task CacheControl_OfTheEndpoint_SetsTheLife(string control, int seconds)
    {
        Respond = context => context.Response.Headers.CacheControl = control;
        await using var app = await StartHonoringAsync();

        Assert.InRange(TtlOf(await GetHitAsync(app)), seconds - 60, seconds);
    }

    [Theory]
    [InlineData("max-age=0")]
    [InlineData("s-maxage=0, max-age=100")]
    [InlineData("max-age=-1")]
    [InlineData("max-age=abc")]
    [InlineData("max-age=")]
    public async Task CacheControl_StaleOrMalformed_IsNotStored(string control)
    {
        Respond = context => context.Response.Headers.CacheControl = control;
        await using var app = await StartHonoringAsync();

        await GetAsync(app);
        Assert.Equal("tasker; fwd=miss; detail=no-cache", StatusOf(await GetAsync(app)));
    }

    [Fact]
    public async Task Expires_InTheFuture_SetsTheLife()
    {
        Respond = static context => context.Response.Headers.Expires = DateTimeOffset.UtcNow.AddSeconds(300).ToString("R", CultureInfo.InvariantCulture);
        await using var app = await StartHonoringAsync();

        Assert.InRange(TtlOf(await GetHitAsync(app)), 200, 300);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("never")]
    [InlineData("Tue, 01 Sep 2020 10:00:00 GMT")]
    [InlineData("Tuesday, 01-Sep-20 10:00:00 GMT")]
    public async Task Expires_PastOrMalformed_IsNotStored(string expires)
    {
        Respond = context => context.Response.Headers.Expires = expires;
        await using var app = await StartHonoringAsync();

        await GetAsync(app);
        Assert.Equal("tasker; fwd=miss; detail=no-cache", StatusOf(await GetAsync(app)));
    }

    [Fact]
    public async Task MaxAge_BesideExpires_Counts()
    {
        Respond = static context =>
        {
            context.Response.Headers.CacheControl = "max-age=100";
            context.Response.Headers.Expires = "0";
        };
        await using var app = await StartHonoringAsync();

        Assert.InRange(TtlOf(await GetHitAsync(app)), 40, 100);
    }

    [Theory]
    [InlineData("no-store")]
    [InlineData("private")]
    [InlineData("no-cache")]
    [InlineData("max-age=100, no-store")]
    [InlineData("NO-CACHE")]
    [InlineData("private=\"x\"")]
    public async Task Directive_ThatForbids_CountsForEveryResource(string control)
    {
        Respond = context => context.Response.Headers.CacheControl = control;
        await using var app = await StartAsync();

        await GetAsync(app);
        Assert.StartsWith("tasker; fwd=miss; detail=", StatusOf(await GetAsync(app)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Life_ResourceDoesNotHonor_IsThatOfTheResource()
    {
        Respond = static context => context.Response.Headers.CacheControl = "max-age=1";
        await using var app = await StartAsync(static options => options.Resources["analytics"] = new CacheResourceOptions { Ttl = TimeSpan.FromHours(1), TtlJitterPercent = 0 });

        Assert.InRange(TtlOf(await GetHitAsync(app)), 3000, 3600);
    }

    [Theory]
    [InlineData("Cache-Control", "no-cache")]
    [InlineData("Cache-Control", "no-store")]
    [InlineData("Cache-Control", "max-age=0")]
    [InlineData("Cache-Control", "min-fresh=10000")]
    [InlineData("Pragma", "no-cache")]
    public async Task Request_DoesNotDecide(string name, string value)
    {
        await using var app = await StartAsync();

        Assert.Equal("run 1", await TextOf(await GetHitAsync(app, (name, value))));
    }

    [Fact]
    public async Task OnlyIfCached_NothingIsHeld_Is504()
    {
        await using var app = await StartAsync();

        Assert.Equal(504, (int)(await GetAsync(app, ("Cache-Control", "only-if-cached"))).StatusCode);
        Assert.Equal(0, Runs);
        Assert.Equal(200, (int)(await GetHitAsync(app, ("Cache-Control", "only-if-cached"))).StatusCode);
    }
}
