using Microsoft.Extensions.Primitives;
using Tasker.Caching;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http.Behaviour.Control;

/// <summary>Headers that speak to some caches only (RFC 9213).</summary>
public abstract class TargetedControlContract : BehaviourContract
{
    private Task<TestApp> StartTargetedAsync(bool honors = false) => StartAsync(options =>
        options.Resources["analytics"] = new CacheResourceOptions
        {
            HonorCacheControl = honors,
            Ttl = TimeSpan.FromHours(1),
            TtlJitterPercent = 0,
            TargetedCacheControl = { "Tasker-Cache-Control", "CDN-Cache-Control" },
        });

    private static long TtlOf(HttpResponseMessage response) => (long)Assert.Single(StructuredField.ParseList(StatusOf(response))).Parameters["ttl"];

    private void Say(params (string Name, string Value)[] headers) => Respond = context =>
    {
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = StringValues.Concat(context.Response.Headers[name], value);
        }
    };

    private async Task AssertAsync(string expected, bool honors = false)
    {
        await using var app = await StartTargetedAsync(honors);
        await GetAsync(app);
        var second = await GetAsync(app);
        if (int.TryParse(expected, out var seconds))
        {
            Assert.InRange(TtlOf(second), seconds - 60, seconds);
        }
        else
        {
            Assert.Equal($"tasker; fwd=miss; detail={expected}", StatusOf(second));
        }
    }

    [Theory]
    [InlineData("max-age=100", "100")]
    [InlineData("max-age=100;x=1;y, foo=(a \"b\" ?1);q=0.5, *bar=:aGk=:", "100")]
    [InlineData("max-age=1, max-age=100", "100")]
    [InlineData("s-maxage=100, max-age=1", "100")]
    [InlineData("max-age=0", "no-cache")]
    [InlineData("max-age=-1", "no-cache")]
    [InlineData("max-age=1.5", "no-cache")]
    [InlineData("max-age=\"100\"", "no-cache")]
    [InlineData("max-age", "no-cache")]
    [InlineData("no-store", "no-store")]
    [InlineData("no-store=?0, max-age=100", "100")]
    [InlineData("private=1, max-age=100", "private")]
    [InlineData("no-cache=\"x\", max-age=100", "no-cache")]
    [InlineData("foo", "3600")]
    public Task Field_ThatIsWhole_CountsInPlaceOfCacheControl(string value, string expected)
    {
        Say(("CDN-Cache-Control", value), ("Cache-Control", "max-age=500"), ("Expires", "0"));
        return AssertAsync(expected, honors: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MaX-aGe=100")]
    [InlineData("max-age =100")]
    [InlineData("max-age= 100")]
    [InlineData("max-age=100,")]
    [InlineData("max-age=100 no-store")]
    [InlineData("max-age=1000000000000000")]
    [InlineData("max-age=100;X")]
    [InlineData("a=\"open, max-age=100")]
    [InlineData("a=(1 2, max-age=100")]
    [InlineData("a=:?:")]
    [InlineData("a=?2")]
    [InlineData("=1")]
    [InlineData("&&&, max-age=100")]
    public Task Field_ThatIsEmptyOrMalformed_CountsForNothing(string value)
    {
        Say(("CDN-Cache-Control", value), ("Cache-Control", "max-age=500"));
        return AssertAsync("500", honors: true);
    }

    [Fact]
    public Task Fields_Several_TheFirstOfTheListCounts()
    {
        Say(("CDN-Cache-Control", "max-age=100"), ("Tasker-Cache-Control", "max-age=200"));
        return AssertAsync("200");
    }

    [Fact]
    public Task Fields_FirstIsMalformed_TheNextCounts()
    {
        Say(("CDN-Cache-Control", "max-age=100"), ("Tasker-Cache-Control", "Max-Age=200"));
        return AssertAsync("100");
    }

    [Fact]
    public Task Field_OnTwoLines_IsOneDictionary()
    {
        Say(("CDN-Cache-Control", "max-age=1"), ("CDN-Cache-Control", "max-age=100"));
        return AssertAsync("100");
    }

    [Theory]
    [InlineData("no-store")]
    [InlineData("private")]
    [InlineData("no-cache")]
    public async Task Field_AllowsWhatCacheControlForbids_IsStoredAndBothLeave(string control)
    {
        Say(("Tasker-Cache-Control", "max-age=100"), ("Cache-Control", control));
        await using var app = await StartTargetedAsync();

        var hit = await GetHitAsync(app);

        Assert.InRange(TtlOf(hit), 40, 100);
        Assert.Equal(control, Header(hit, "Cache-Control"));
        Assert.Equal("max-age=100", Header(hit, "Tasker-Cache-Control"));
    }

    [Fact]
    public Task Field_ForbidsWhatCacheControlAllows_IsNotStored()
    {
        Say(("CDN-Cache-Control", "no-store"), ("Cache-Control", "max-age=100"));
        return AssertAsync("no-store");
    }

    [Fact]
    public Task Field_IsNotThere_CacheControlForbidsAsEverButSetsNoLife()
    {
        Say(("Cache-Control", "max-age=100"), ("Surrogate-Control", "max-age=7"));
        return AssertAsync("3600");
    }

    [Fact]
    public Task Field_IsNotThere_NoStoreForbids()
    {
        Say(("Cache-Control", "no-store"));
        return AssertAsync("no-store");
    }

    [Fact]
    public async Task Field_ResourceDoesNotListIt_CountsForNothing()
    {
        Say(("CDN-Cache-Control", "no-store"));
        await using var app = await StartAsync();

        await GetHitAsync(app);
    }
}
