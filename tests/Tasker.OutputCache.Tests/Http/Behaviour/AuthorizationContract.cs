using Tasker.Caching;
using Xunit;

namespace Tasker.OutputCache.Tests.Http.Behaviour;

/// <summary>Requests with credentials (RFC 9111, section 3.5). Users and tenants: see <c>IsolationContract</c>.</summary>
public abstract class AuthorizationContract : BehaviourContract
{
    [Theory]
    [InlineData("max-age=60")]
    [InlineData("public, max-age=60")]
    [InlineData("s-maxage=60")]
    [InlineData("must-revalidate")]
    public async Task Authorization_ResourceSaysNothing_GoesPastTheCache(string control)
    {
        Respond = context => context.Response.Headers.CacheControl = control;
        await using var app = await StartAsync();

        await GetAsync(app, ("Authorization", "Bearer x"));

        Assert.Equal("tasker; fwd=bypass; detail=authorization", StatusOf(await GetAsync(app, ("Authorization", "Bearer x"))));
        Assert.Equal(2, Runs);
    }

    [Fact]
    public async Task Authorization_AnonymousResponseIsHeld_IsNotServed()
    {
        await using var app = await StartAsync();
        await GetAsync(app);

        Assert.Equal("run 2", await TextOf(await GetAsync(app, ("Authorization", "Bearer x"))));
        Assert.Equal("run 1", await TextOf(await AssertHitAsync(app)));
    }

    [Fact]
    public async Task Authorization_ResourceIsShared_IsStored()
    {
        await using var app = await StartAsync(static options => options.Resources["analytics"] = new CacheResourceOptions { Partition = CachePartition.Everyone });

        await GetAsync(app, ("Authorization", "Bearer x"));

        Assert.Equal("run 1", await TextOf(await AssertHitAsync(app, ("Authorization", "Bearer y"))));
    }
}
