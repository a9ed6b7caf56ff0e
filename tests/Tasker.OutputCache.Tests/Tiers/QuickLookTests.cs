using Tasker.Caching;
using Xunit;

namespace Tasker.OutputCache.Tests.Tiers;

/// <summary>The look into memory that comes before everything else: it may answer only where nothing else needs to be asked.</summary>
public sealed class QuickLookTests : EngineTests
{
    [Theory]
    [InlineData("analytics", true)]
    [InlineData("strict", false)]
    [InlineData("shared", false)]
    public async Task TryGetNear_Resource_IsAnsweredOnlyIfItAsksForNoMore(string resource, bool expected)
    {
        var node = NewNode(static options => options.Resources["shared"] = new CacheResourceOptions { RequiresShared = true });
        await node.Evictions.AttachAsync();
        await FillFromAsync(node, "v");

        Assert.Equal(expected, node.Engine.TryGetNear(node.Resources.Get(resource), "k", out _, out _));
    }

    [Fact]
    public async Task TryGetNear_AfterAnEviction_FindsNothing()
    {
        await FillFromAsync(A, "v");
        Assert.True(A.Engine.TryGetNear(A.Resources.Get("analytics"), "k", out _, out _));

        await A.Evictions.Journal.EvictAsync(["t"], Token);

        Assert.False(A.Engine.TryGetNear(A.Resources.Get("analytics"), "k", out _, out _));
    }
}
