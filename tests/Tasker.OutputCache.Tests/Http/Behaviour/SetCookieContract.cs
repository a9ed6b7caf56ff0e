using Xunit;

namespace Tasker.OutputCache.Tests.Http.Behaviour;

/// <summary>Cookies are one client's.</summary>
public abstract class SetCookieContract : BehaviourContract
{
    [Theory]
    [InlineData("a=b")]
    [InlineData("a=b; Max-Age=60; Secure; HttpOnly")]
    public async Task SetCookie_IsNotStored(string cookie)
    {
        Respond = context => context.Response.Headers.SetCookie = cookie;
        await using var app = await StartAsync();

        await GetAsync(app);
        var second = await GetAsync(app);

        Assert.Equal("tasker; fwd=miss; detail=set-cookie", StatusOf(second));
        Assert.Equal("run 2", await TextOf(second));
    }

    [Fact]
    public async Task SetCookie_EvenIfPublic_IsNotStored()
    {
        Respond = static context =>
        {
            context.Response.Headers.SetCookie = "a=b";
            context.Response.Headers.CacheControl = "public, max-age=60";
        };
        await using var app = await StartAsync();

        await GetAsync(app);
        Assert.Equal("tasker; fwd=miss; detail=set-cookie", StatusOf(await GetAsync(app)));
    }

    [Fact]
    public async Task Cookie_OfTheRequest_MakesNoDifference()
    {
        await using var app = await StartAsync();

        Assert.Equal("run 1", await TextOf(await GetHitAsync(app, ("Cookie", "a=b"))));
    }
}
