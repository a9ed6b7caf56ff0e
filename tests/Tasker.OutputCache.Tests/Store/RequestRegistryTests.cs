using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Store;
using Xunit;

namespace Tasker.OutputCache.Tests.Store;

public sealed class RequestRegistryTests
{
    private readonly RequestRegistry _registry = new();

    [Fact]
    public void TryFind_KeyOfARequestUnderWay_IsThatRequest()
    {
        var one = NewWork();
        var other = NewWork();
        var key = _registry.Add(one) + "\x1eGET\x1eHTTP";
        var otherKey = _registry.Add(other) + "\x1eGET\x1eHTTP";

        Assert.True(_registry.TryFind(key, out var found));
        Assert.Same(one, found);
        Assert.True(_registry.TryFind(otherKey, out found));
        Assert.Same(other, found);
    }

    [Fact]
    public void TryFind_RequestHasEnded_IsNobody()
    {
        var work = NewWork();
        var key = _registry.Add(work)!;

        _registry.Remove(work);

        Assert.False(_registry.TryFind(key, out _));
    }

    [Fact]
    public void TryFind_SlotTakenByALaterRequest_IsNobody()
    {
        var early = NewWork();
        var key = _registry.Add(early)!;
        _registry.Remove(early);
        for (var i = 0; i < 1 << 15; i++)
        {
            Assert.NotNull(_registry.Add(NewWork()));
        }

        Assert.False(_registry.TryFind(key, out _));
    }

    [Fact]
    public void Add_NoRoom_IsNull()
    {
        for (var i = 0; i < 1 << 15; i++)
        {
            Assert.NotNull(_registry.Add(NewWork()));
        }

        Assert.Null(_registry.Add(NewWork()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET\x1eHTTP\x1eHOST/PATH")]
    [InlineData("tasker1f")]
    public void TryFind_KeyOfSomebodyElse_IsNobody(string key)
    {
        _registry.Add(NewWork());

        Assert.False(_registry.TryFind(key, out _));
    }

    private static PlainWork NewWork() => new("k", CacheSettings.Of(new TaskerOutputCacheOptions()).Resources.Get("plain"));
}
