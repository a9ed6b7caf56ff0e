using Tasker.Caching;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http.Behaviour.Control;

/// <summary>Which dates are dates, and from when they are measured.</summary>
public abstract class ExpiresContract : BehaviourContract
{
    /// <summary>Gets a value indicating whether a date of the handler's counts as the age of a hit: the framework's middleware lets us look too late.</summary>
    private bool MeasuresAge => OverTasker;

    private Task<TestApp> StartHonoringAsync() => StartAsync(static options =>
        options.Resources["analytics"] = new CacheResourceOptions { HonorCacheControl = true, Ttl = TimeSpan.FromHours(1), TtlJitterPercent = 0 });

    private static string In(TimeSpan time) => (DateTimeOffset.UtcNow + time).ToString("R", null);

    private async Task AssertStoredAsync(bool isStored)
    {
        await using var app = await StartHonoringAsync();
        await GetAsync(app);

        Assert.StartsWith(isStored ? "tasker; hit" : "tasker; fwd=miss; detail=no-cache", StatusOf(await GetAsync(app)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Thu, 18 Aug 2050 02:01:18 GMT")]
    [InlineData("THU, 18 Aug 2050 02:01:18 GMT")]
    [InlineData("Thu, 18 AUG 2050 02:01:18 GMT")]
    [InlineData("Thu, 18 Aug 2050 02:01:18 gmt")]
    [InlineData("Thursday, 18-Aug-50 02:01:18 GMT")]
    [InlineData("Thu Aug 18 02:01:18 2050")]
    [InlineData("Mon Aug  8 02:01:18 2050")]
    public Task Expires_InAFormOfTheRfc_IsStored(string expires)
    {
        Respond = context => context.Response.Headers.Expires = expires;
        return AssertStoredAsync(true);
    }

    [Theory]
    [InlineData("Thu, 18 Aug 50 02:01:18 GMT")]
    [InlineData("Thu 18 Aug 2050 02:01:18 GMT")]
    [InlineData("Thu, 18  Aug  2050 02:01:18 GMT")]
    [InlineData("Thu,  18 Aug 2050 02:01:18 GMT")]
    [InlineData("Thu, 18-Aug-2050 02:01:18 GMT")]
    [InlineData("Thu, 18 Aug 2050 02.01.18 GMT")]
    [InlineData("Thu, 18 Aug 2050 2:01:18 GMT")]
    [InlineData("Thu, 18 Aug 2050 02:01:18 UTC")]
    [InlineData("Thu, 18 Aug 2050 02:01:18 +0000")]
    [InlineData("Thu, 18 Aug 2050 02:01 GMT")]
    [InlineData("Thu, 31 Feb 2050 02:01:18 GMT")]
    [InlineData("Thu, 18 Aug 2050 25:01:18 GMT")]
    [InlineData("2050-08-18T02:01:18Z")]
    [InlineData("Thursday, 18-Aug-90 02:01:18 GMT")]
    [InlineData("0")]
    [InlineData("")]
    public Task Expires_InNoFormOfTheRfc_IsStale(string expires)
    {
        Respond = context => context.Response.Headers["Expires"] = expires;
        return AssertStoredAsync(false);
    }

    [Fact]
    public Task Expires_TwoThatDiffer_IsStale()
    {
        Respond = static context => context.Response.Headers.Expires = new[] { In(TimeSpan.FromHours(1)), In(TimeSpan.FromHours(2)) };
        return AssertStoredAsync(false);
    }

    [Fact]
    public async Task Expires_WithADateOfTheHandler_IsMeasuredFromThat()
    {
        // Made an hour ago, for two hours: one is left.
        Respond = static context =>
        {
            context.Response.Headers.Date = In(TimeSpan.FromHours(-1));
            context.Response.Headers.Expires = In(TimeSpan.FromHours(1));
        };
        await using var app = await StartHonoringAsync();

        var hit = await GetHitAsync(app);

        Assert.InRange((long)Assert.Single(StructuredField.ParseList(StatusOf(hit))).Parameters["ttl"], 3400, 3600);
        if (!MeasuresAge)
        {
            return;
        }

        Assert.InRange(hit.Headers.Age!.Value.TotalSeconds, 3600, 3800);
    }
}
