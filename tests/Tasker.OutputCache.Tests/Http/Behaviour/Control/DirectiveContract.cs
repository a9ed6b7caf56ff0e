using Microsoft.Extensions.Primitives;
using Tasker.Caching;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http.Behaviour.Control;

/// <summary>How directives are read where the handler's headers rule.</summary>
public abstract class DirectiveContract : BehaviourContract
{
    private Task<TestApp> StartHonoringAsync(params int[] statuses) => StartAsync(options =>
    {
        var resource = new CacheResourceOptions { HonorCacheControl = true, Ttl = TimeSpan.FromHours(1), TtlJitterPercent = 0 };
        foreach (var status in statuses)
        {
            resource.Statuses.Add(status);
        }

        options.Resources["analytics"] = resource;
    });

    private static long TtlOf(HttpResponseMessage response) => (long)Assert.Single(StructuredField.ParseList(StatusOf(response))).Parameters["ttl"];

    private void Say(params string[] lines) => Respond = context => context.Response.Headers.CacheControl = new StringValues(lines);

    private async Task AssertLifeAsync(int seconds)
    {
        await using var app = await StartHonoringAsync();
        await GetAsync(app);
        var second = await GetAsync(app);
        if (seconds == 0)
        {
            Assert.Equal("tasker; fwd=miss; detail=no-cache", StatusOf(second));
        }
        else
        {
            Assert.InRange(TtlOf(second), seconds - 60, seconds);
        }
    }

    [Theory]
    [InlineData("max-age=100, max-age=100", 100)]
    [InlineData("max-age=100, max-age=1", 0)]
    [InlineData("max-age=1, max-age=100", 0)]
    [InlineData("s-maxage=100, s-maxage=200", 0)]
    public Task Directive_Twice_CountsIfBothAreTheSame(string control, int seconds)
    {
        Say(control);
        return AssertLifeAsync(seconds);
    }

    [Fact]
    public Task Directive_TwiceOnTwoLines_CountsIfBothAreTheSame()
    {
        Say("max-age=100", "max-age=200");
        return AssertLifeAsync(0);
    }

    [Theory]
    [InlineData("max-age=\"100\"", 100)]
    [InlineData("max-age=\"1\\00\"", 100)]
    [InlineData("extension=\"max-age=1\", max-age=100", 100)]
    [InlineData("max-age=100, extension=\"max-age=1\"", 100)]
    [InlineData("extension=\"a, no-store, \\\" private\", max-age=100", 100)]
    [InlineData("extension=\"max-age=100\"", 3600)]
    [InlineData("max-age='100'", 0)]
    [InlineData("extension=\"open, max-age=100", 0)]
    public Task Directive_InQuotes_IsAValue(string control, int seconds)
    {
        Say(control);
        return AssertLifeAsync(seconds);
    }

    [Theory]
    [InlineData("max-age=0000100", 100)]
    [InlineData("max-age=2147483647", 7200)]
    [InlineData("max-age=2147483648", 7200)]
    [InlineData("max-age=99999999999999999999999999", 7200)]
    [InlineData("max-age=100.5", 0)]
    [InlineData("max-age=100a", 0)]
    [InlineData("max-age=+100", 0)]
    [InlineData("max-age =100", 0)]
    [InlineData("max-age= 100", 0)]
    [InlineData("max-age", 0)]
    [InlineData("s-maxage=x, max-age=100", 0)]
    public Task Seconds_OfAnyLength_AreDigitsOnly(string control, int seconds)
    {
        Say(control);
        return AssertLifeAsync(seconds);
    }

    [Theory]
    [InlineData("extension=\"open, no-store", "no-store")]
    [InlineData("no-store =1, max-age=100", "no-store")]
    [InlineData("no-cache=\"\", max-age=100", "no-cache")]
    [InlineData("no-cache=\"a b\", max-age=100", "no-cache")]
    [InlineData("no-cache=\"content-type\", max-age=100", "no-cache")]
    [InlineData("no-cache=x-one, no-cache, max-age=100", "no-cache")]
    [InlineData("private=\"vary\", max-age=100", "private")]
    public async Task Directive_ThatForbidsAndIsMalformed_ForbidsAllTheSame(string control, string reason)
    {
        Say(control);
        await using var app = await StartHonoringAsync();
        await GetAsync(app);

        Assert.Equal($"tasker; fwd=miss; detail={reason}", StatusOf(await GetAsync(app)));
    }

    [Theory]
    [InlineData("no-cache=\"x-one, X-Two\", max-age=100")]
    [InlineData("private=\"x-one\", no-cache=x-two, max-age=100")]
    public async Task Directive_ThatNamesHeaders_KeepsThoseOut(string control)
    {
        Respond = context =>
        {
            context.Response.Headers.CacheControl = control;
            context.Response.Headers["X-One"] = "1";
            context.Response.Headers["X-Two"] = "2";
            context.Response.Headers["X-Three"] = "3";
        };
        await using var app = await StartHonoringAsync();

        Assert.Equal("1", Header(await GetAsync(app), "X-One"));
        var hit = await AssertHitAsync(app);

        Assert.Null(Header(hit, "X-One"));
        Assert.Null(Header(hit, "X-Two"));
        Assert.Equal("3", Header(hit, "X-Three"));
    }

    [Theory]
    [InlineData(200, "tasker; hit")]
    [InlineData(404, "tasker; hit")]
    [InlineData(299, "tasker; fwd=miss; detail=status")]
    public async Task MustUnderstand_OverrulesNoStoreForKnownStatuses(int status, string expected)
    {
        Respond = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.CacheControl = "no-store, must-understand, max-age=100";
        };
        await using var app = await StartHonoringAsync(200, 404, 299);
        await GetAsync(app);

        Assert.StartsWith(expected, StatusOf(await GetAsync(app)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public, max-age=100")]
    [InlineData("s-maxage=100")]
    [InlineData("must-revalidate, max-age=100")]
    public async Task Authorization_WhateverTheHandlerAllows_GoesPastTheCache(string control)
    {
        Say(control);
        await using var app = await StartHonoringAsync();
        await GetHitAsync(app);

        Assert.Equal("tasker; fwd=bypass; detail=authorization", StatusOf(await GetAsync(app, ("Authorization", "Basic eDp5"))));
    }

    [Theory]
    [InlineData("30", 70, 30)]
    [InlineData("30, 99", 70, 30)]
    [InlineData("-30", 100, 0)]
    [InlineData("soon", 100, 0)]
    [InlineData("30;x", 100, 0)]
    [InlineData("100", 0, 0)]
    [InlineData("99999999999999999999", 0, 0)]
    public async Task Age_OfTheHandler_Counts(string received, int left, int age)
    {
        Respond = context =>
        {
            context.Response.Headers.CacheControl = "max-age=100";
            context.Response.Headers.Age = received;
        };
        await using var app = await StartHonoringAsync();
        await GetAsync(app);
        var second = await GetAsync(app);

        if (left == 0)
        {
            Assert.Equal("tasker; fwd=miss; detail=no-cache", StatusOf(second));
            return;
        }

        Assert.InRange(TtlOf(second), left - 29, left);
        Assert.InRange(second.Headers.Age!.Value.TotalSeconds, age, age + 29);
    }

    [Fact]
    public async Task Age_ResponseSaysNoLife_CountsAgainstThatOfTheResource()
    {
        Respond = static context => context.Response.Headers.Age = "1800";
        await using var app = await StartHonoringAsync();

        Assert.InRange(TtlOf(await GetHitAsync(app)), 1700, 1800);
    }
}
