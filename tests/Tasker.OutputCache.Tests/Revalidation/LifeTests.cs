using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Revalidation;

public sealed partial class LifeTests : RevalidationContract
{
    [GeneratedRegex("ttl=(-?[0-9]+)")]
    private static partial Regex LeftInStatus();

    private static int LeftOf(string cache) => int.Parse(LeftInStatus().Match(cache).Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    [Fact]
    public async Task Get_AThousandKeys_LivesAreSpreadOverTheStatedRange()
    {
        await using var app = await StartClockedAsync(resource: static options =>
        {
            options.Ttl = TimeSpan.FromSeconds(1000);
            options.TtlJitterPercent = 10;
        });
        var lives = new List<int>();
        for (var i = 0; i < 1000; i++)
        {
            await GetAsync(app, $"{Path}?namespace={i}");
            lives.Add(LeftOf((await GetAsync(app, $"{Path}?namespace={i}")).Cache));
        }

        Assert.All(lives, static life => Assert.InRange(life, 899, 1000));
        for (var tenth = 0; tenth < 10; tenth++)
        {
            // A hundred are expected in each.
            var inside = lives.Count(life => life >= 900 + (tenth * 10) && life < 910 + (tenth * 10));
            Assert.InRange(inside, 40, 180);
        }
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(600, 600)]
    [InlineData(100_000, 7200)]
    public async Task Get_HandlerSaysHowLong_Holds(int seconds, int expected)
    {
        await using var app = await StartClockedAsync(resource: static options => options.TtlJitterPercent = 50);
        Handler.Behaviour = (context, run) =>
        {
            context.CacheResponseFor(TimeSpan.FromSeconds(seconds));
            return Task.FromResult(Results.Text($"run {run}"));
        };
        await FillAsync(app);

        Clock.Advance(TimeSpan.FromSeconds(expected - 0.5));
        await AssertGetAsync(app, "run 1", "detail=near");
        Clock.Advance(TimeSpan.FromSeconds(0.5));

        Assert.DoesNotContain("detail=near", (await GetAsync(app)).Cache, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("max-age=30", null, 30)]
    [InlineData("public, max-age=30, s-maxage=20", null, 20)]
    [InlineData(null, 45, 45)]
    [InlineData("max-age=30", 45, 30)]
    [InlineData("public", null, 60)]
    [InlineData(null, null, 60)]
    [InlineData("max-age=0", null, 0)]
    [InlineData("s-maxage=0, max-age=30", null, 0)]
    [InlineData("max-age=soon", null, 0)]
    [InlineData("max-age=-5", null, 0)]
    [InlineData(null, -5, 0)]
    public async Task Get_EndpointsOwnCacheControl_SetsTheLife(string? control, int? expires, int expected)
    {
        await using var app = await StartClockedAsync(resource: static options =>
        {
            options.HonorCacheControl = true;
            options.StaleWhileRevalidate = TimeSpan.Zero;
            options.StaleIfError = TimeSpan.Zero;
        });
        Handler.Behaviour = (context, run) =>
        {
            if (control is not null)
            {
                context.Response.Headers.CacheControl = control;
            }

            if (expires is { } seconds)
            {
                context.Response.Headers.Expires = Clock.GetUtcNow().AddSeconds(seconds).ToString("R", CultureInfo.InvariantCulture);
            }

            return Task.FromResult(Results.Text($"run {run}"));
        };
        await FillAsync(app);
        if (expected > 0)
        {
            // Dates are of whole seconds.
            Clock.Advance(TimeSpan.FromSeconds(expected - 1.5));
            await AssertGetAsync(app, "run 1", "detail=near");
            Clock.Advance(TimeSpan.FromSeconds(1.5));
        }

        await AssertGetAsync(app, "run 2", "fwd=miss");
    }

    [Fact]
    public async Task Get_EndpointsExpiresCanNotBeRead_IsNotStored()
    {
        await using var app = await StartClockedAsync(resource: static options => options.HonorCacheControl = true);
        Handler.Behaviour = static (context, run) =>
        {
            context.Response.Headers.Expires = "0";
            return Task.FromResult(Results.Text($"run {run}"));
        };

        await AssertGetAsync(app, "run 1", "no-cache");
        await AssertGetAsync(app, "run 2", "no-cache");
    }

    [Fact]
    public async Task Get_EndpointsOwnCacheControlIsNotHonored_TheResourceDecides()
    {
        await using var app = await StartClockedAsync();
        Handler.Behaviour = static (context, run) =>
        {
            context.Response.Headers.CacheControl = "max-age=0";
            return Task.FromResult(Results.Text($"run {run}"));
        };
        await FillAsync(app);

        Clock.Advance(Ttl - TimeSpan.FromSeconds(1));

        await AssertGetAsync(app, "run 1", "detail=near");
    }
}
