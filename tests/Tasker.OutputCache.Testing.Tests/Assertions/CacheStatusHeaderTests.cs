namespace Tasker.OutputCache.Testing.Tests.Assertions;

public sealed class CacheStatusHeaderTests
{
    [Fact]
    public void TryParse_Hit_HasItsParts()
    {
        Assert.True(CacheStatusHeader.TryParse("tasker; hit; ttl=42; detail=near", out var status));

        Assert.Equal((true, false, null, "near", TimeSpan.FromSeconds(42)), (status.IsHit, status.IsStored, status.Forward, status.Detail, status.Ttl));
        Assert.Equal("tasker; hit; ttl=42; detail=near", status.ToString());
    }

    [Fact]
    public void TryParse_StoredMiss_HasItsParts()
    {
        Assert.True(CacheStatusHeader.TryParse("tasker;fwd=miss;stored", out var status));

        Assert.Equal((false, true, "miss", null), (status.IsHit, status.IsStored, status.Forward, status.Detail));
    }

    [Fact]
    public void TryParse_OtherCachesBesideIt_AreLeftOut()
    {
        Assert.True(CacheStatusHeader.TryParse("\"a, tasker; hit\"; fwd=miss; detail=\"x; \\\"hit\", tasker; fwd=bypass; detail=authorization, edge; hit", out var status));

        Assert.Equal((false, "bypass", "authorization"), (status.IsHit, status.Forward, status.Detail));
    }

    [Fact]
    public void TryParse_TwoOfItsKind_IsTheOneNearestToTheClient()
    {
        Assert.True(CacheStatusHeader.TryParse("tasker; fwd=miss; stored, tasker; hit; ttl=-3; detail=far", out var status));

        Assert.Equal(("far", TimeSpan.FromSeconds(-3)), (status.Detail, status.Ttl));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("edge; hit")]
    [InlineData("taskers; hit")]
    public void TryParse_NothingOfThisCache_IsFalse(string? value) => Assert.False(CacheStatusHeader.TryParse(value, out _));
}
