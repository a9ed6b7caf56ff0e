using Xunit;

namespace Tasker.OutputCache.Tests.Http.Behaviour;

/// <summary>A response that varies by what its key does not cover is nobody else's.</summary>
public abstract class VaryContract : BehaviourContract
{
    [Theory]
    [InlineData("*")]
    [InlineData("X-Region, *")]
    [InlineData("X-Unknown")]
    [InlineData("X-Region,X-Unknown")]
    [InlineData("x-unknown")]
    [InlineData(" , X-Unknown,")]
    [InlineData("X-Regio")]
    [InlineData("X-Region2")]
    public async Task Vary_ByWhatTheKeyLacks_IsNotStored(string vary)
    {
        Respond = context => context.Response.Headers.Vary = vary;
        await using var app = await StartAsync(vary: ["header:X-Region"]);

        await GetAsync(app);

        Assert.Equal("tasker; fwd=miss; detail=vary", StatusOf(await GetAsync(app)));
    }

    [Theory]
    [InlineData("X-Region")]
    [InlineData("x-region")]
    [InlineData("Accept-Encoding")]
    [InlineData("ACCEPT-ENCODING , x-region")]
    [InlineData(",X-Region,,")]
    [InlineData("")]
    public async Task Vary_ByWhatTheKeyCovers_IsStored(string vary)
    {
        Respond = context => context.Response.Headers.Vary = vary;
        await using var app = await StartAsync(vary: ["header:X-Region"]);

        Assert.Equal("run 1", await TextOf(await GetHitAsync(app)));
    }

    [Fact]
    public async Task Vary_OnSeveralLines_AllCount()
    {
        Respond = static context => context.Response.Headers.Vary = new[] { "X-Region", "X-Unknown" };
        await using var app = await StartAsync(vary: ["header:X-Region"]);

        Assert.Equal("tasker; fwd=miss; detail=vary", StatusOf(await GetAsync(app)));
    }

    [Fact]
    public async Task Vary_ValuesOfTheHeader_AreEntriesOfTheirOwn()
    {
        Respond = static context => context.Response.Headers.Vary = "X-Region";
        await using var app = await StartAsync(vary: ["header:X-Region"]);

        Assert.Equal("run 1", await TextOf(await GetAsync(app, ("X-Region", "eu"))));
        Assert.Equal("run 2", await TextOf(await GetAsync(app, ("X-Region", "us"))));
        Assert.Equal("run 3", await TextOf(await GetAsync(app)));
        Assert.Equal("run 1", await TextOf(await AssertHitAsync(app, ("X-Region", "eu"))));
        Assert.Equal("run 2", await TextOf(await AssertHitAsync(app, ("X-Region", "us"))));
        Assert.Equal("run 3", await TextOf(await AssertHitAsync(app)));
    }

    [Fact]
    public async Task Vary_DeclaredButNotSent_SeparatesAllTheSame()
    {
        await using var app = await StartAsync(vary: ["header:X-Region"]);

        Assert.Equal("run 1", await TextOf(await GetAsync(app, ("X-Region", "eu"))));
        Assert.Equal("run 2", await TextOf(await GetAsync(app, ("X-Region", "us"))));
    }
}
