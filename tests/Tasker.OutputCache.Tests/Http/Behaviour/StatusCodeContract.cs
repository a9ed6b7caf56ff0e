using Tasker.Caching;
using Xunit;

namespace Tasker.OutputCache.Tests.Http.Behaviour;

/// <summary>Which statuses are stored.</summary>
public abstract class StatusCodeContract : BehaviourContract
{
    [Theory]
    [InlineData(201)]
    [InlineData(202)]
    [InlineData(203)]
    [InlineData(204)]
    [InlineData(299)]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(410)]
    [InlineData(414)]
    [InlineData(429)]
    [InlineData(499)]
    [InlineData(500)]
    [InlineData(501)]
    [InlineData(503)]
    [InlineData(599)]
    public async Task Status_NotListed_IsNotStored(int status)
    {
        Respond = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.CacheControl = "public, max-age=100";
        };
        await using var app = await StartAsync();

        await GetAsync(app);
        var second = await GetAsync(app);

        Assert.Equal((status, 2), ((int)second.StatusCode, Runs));
        Assert.Equal("tasker; fwd=miss; detail=status", StatusOf(second));
    }

    [Theory]
    [InlineData(203)]
    [InlineData(204)]
    [InlineData(301)]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(503)]
    public async Task Status_Listed_IsStoredAsItIs(int status)
    {
        Respond = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/y";
        };
        await using var app = await StartAsync(options => options.Resources["analytics"] = new CacheResourceOptions { Statuses = { status } });

        await GetAsync(app);

        // Without a body it may be stored when the request has ended.
        await WaitAsync(() => app.Engine.Flights == 0, "the end of the request");
        var hit = await AssertHitAsync(app);

        Assert.Equal((status, 1), ((int)hit.StatusCode, Runs));
        Assert.Equal("/y", Header(hit, "Location"));
        Assert.Equal(status == 204 ? "" : "run 1", await TextOf(hit));
    }
}
