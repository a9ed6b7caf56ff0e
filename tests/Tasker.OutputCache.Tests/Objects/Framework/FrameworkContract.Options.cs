using Microsoft.Extensions.Caching.Hybrid;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Tests.Objects.Framework;

/// <content>Lives, flags, limits, removals and tags.</content>
public abstract partial class FrameworkContract
{
    [Theory]
    [InlineData(HybridCacheEntryFlags.None, 1)]
    [InlineData(HybridCacheEntryFlags.DisableLocalCacheRead, 2)]
    [InlineData(HybridCacheEntryFlags.DisableLocalCacheWrite, 2)]
    [InlineData(HybridCacheEntryFlags.DisableLocalCache, 2)]
    [InlineData(HybridCacheEntryFlags.DisableDistributedCacheRead, 1)]
    [InlineData(HybridCacheEntryFlags.DisableDistributedCacheWrite, 1)]
    [InlineData(HybridCacheEntryFlags.DisableDistributedCache, 1)]
    [InlineData(HybridCacheEntryFlags.DisableCompression, 1)]
    [InlineData(HybridCacheEntryFlags.DisableLocalCache | HybridCacheEntryFlags.DisableDistributedCache, 2)]
    public async Task Flags_OfEveryKind_DoWhatTheySay(HybridCacheEntryFlags flags, int runs)
    {
        Assert.Equal(runs, await RunsAsync("string", "x", options: With(flags)));
        Assert.Equal(runs, await RunsAsync("object", new Open(), options: With(flags)));
    }

    [Fact]
    public async Task Flags_DisableLocalCacheRead_StillWrites()
    {
        await RunsAsync("a", "x", times: 1, With(HybridCacheEntryFlags.DisableLocalCacheRead));

        Assert.Equal("x", await GetAsync("a", "y"));
    }

    [Fact]
    public async Task Flags_DisableLocalCacheWrite_StillReads()
    {
        await GetAsync("a", "x");

        Assert.Equal("x", await Cache.GetOrCreateAsync("a", _ => ValueTask.FromResult("y"), With(HybridCacheEntryFlags.DisableLocalCacheWrite), cancellationToken: Token));
    }

    [Fact]
    public async Task Flags_DisableUnderlyingData_OnlyLooks()
    {
        Assert.Equal(0, await RunsAsync("a", "x", options: With(HybridCacheEntryFlags.DisableUnderlyingData)));
        Assert.Equal("y", await GetAsync("a", "y"));

        var found = await Cache.GetOrCreateAsync("a", _ => ValueTask.FromResult("x"), With(HybridCacheEntryFlags.DisableUnderlyingData), cancellationToken: Token);

        Assert.Equal("y", found);
    }

    [Fact]
    public async Task Flags_OfASet_Count()
    {
        await Cache.SetAsync("a", "x", With(HybridCacheEntryFlags.DisableLocalCacheWrite), cancellationToken: Token);

        Assert.Equal("y", await GetAsync("a", "y"));
    }

    [Fact]
    public async Task Expiration_Over_RunsAgain()
    {
        var life = TimeSpan.FromMilliseconds(50);

        await ExpiresAsync("both", new HybridCacheEntryOptions { Expiration = life, LocalCacheExpiration = life });
        await ExpiresAsync("overall", new HybridCacheEntryOptions { Expiration = life });
        await ExpiresAsync("local", new HybridCacheEntryOptions { Expiration = TimeSpan.FromHours(1), LocalCacheExpiration = life });
    }

    private async Task ExpiresAsync(string key, HybridCacheEntryOptions options)
    {
        await Cache.SetAsync(key, "x", options, cancellationToken: Token);

        await Eventually.Async(
            async token => await Cache.GetOrCreateAsync(
                key, static _ => ValueTask.FromResult("y"), With(HybridCacheEntryFlags.DisableLocalCacheWrite), cancellationToken: token) == "y",
            TimeSpan.FromMinutes(1),
            $"'{key}' expires",
            Token);
    }

    [Fact]
    public async Task Expiration_Long_IsKept() =>
        Assert.Equal(1, await RunsAsync("a", "x", times: 2, new HybridCacheEntryOptions { Expiration = TimeSpan.FromDays(30) }));

    [Fact]
    public async Task Key_AsLongAsAllowed_IsKept()
    {
        Assert.Equal(1, await RunsAsync(new string('k', MaximumKeyLength), "x"));
        Assert.Equal(2, await RunsAsync(new string('k', MaximumKeyLength + 1), "x"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public async Task Key_WithoutText_IsNotKept(string key) => Assert.Equal(2, await RunsAsync(key, "x"));

    [Fact]
    public async Task GetOrCreate_OtherType_IsComputed()
    {
        await GetAsync("a", "x");

        Assert.Equal(1, await Cache.GetOrCreateAsync("a", _ => ValueTask.FromResult(1), cancellationToken: Token));
    }

    [Fact]
    public async Task Set_Again_Replaces()
    {
        await Cache.SetAsync("a", "x", cancellationToken: Token);
        await Cache.SetAsync("a", "y", cancellationToken: Token);

        Assert.Equal("y", await GetAsync("a", "z"));
    }

    [Fact]
    public async Task Remove_ByKeys_TakesThemAndNoOther()
    {
        await GetAsync("a", "x");
        await GetAsync("b", "x");
        await GetAsync("c", "x");

        await Cache.RemoveAsync(["a", "b", "unknown"], Token);

        Assert.Equal("y", await GetAsync("a", "y"));
        Assert.Equal("y", await GetAsync("b", "y"));
        Assert.Equal("x", await GetAsync("c", "y"));
    }

    [Fact]
    public async Task Remove_Nothing_IsNoError()
    {
        await Cache.RemoveAsync("unknown", Token);
        await Cache.RemoveAsync((IEnumerable<string>)null!, Token);
        await Cache.RemoveAsync(Array.Empty<string>(), Token);
        await Cache.RemoveByTagAsync((IEnumerable<string>)null!, Token);
        await Cache.RemoveByTagAsync(Array.Empty<string>(), Token);
    }

    [Fact]
    public async Task RemoveByTag_TakesWhatCarriesIt()
    {
        await GetAsync("a", "x", ["one", "two"]);
        await GetAsync("b", "x", ["two"]);
        await GetAsync("c", "x", ["three"]);
        await GetAsync("d", "x");

        await Cache.RemoveByTagAsync("one", Token);

        Assert.Equal("y", await GetAsync("a", "y", ["one", "two"]));
        Assert.Equal("x", await GetAsync("b", "y", ["two"]));
        Assert.Equal("x", await GetAsync("c", "y", ["three"]));
        Assert.Equal("x", await GetAsync("d", "y"));
    }

    [Fact]
    public async Task RemoveByTag_Several_TakesWhatCarriesOneOfThem()
    {
        await GetAsync("a", "x", ["one"]);
        await GetAsync("b", "x", ["two"]);
        await GetAsync("c", "x", ["three"]);

        await Cache.RemoveByTagAsync(["one", "two"], Token);

        Assert.Equal("y", await GetAsync("a", "y"));
        Assert.Equal("y", await GetAsync("b", "y"));
        Assert.Equal("x", await GetAsync("c", "y"));
    }

    [Fact]
    public async Task RemoveByTag_Star_TakesEverything()
    {
        await GetAsync("a", "x", ["one"]);
        await GetAsync("b", "x");

        await Cache.RemoveByTagAsync("*", Token);

        Assert.Equal("y", await GetAsync("a", "y"));
        Assert.Equal("y", await GetAsync("b", "y"));
    }

    [Fact]
    public async Task RemoveByTag_OtherCase_IsAnotherTag()
    {
        await GetAsync("a", "x", ["Tag"]);

        await Cache.RemoveByTagAsync("tag", Token);

        Assert.Equal("x", await GetAsync("a", "y"));
    }

    [Theory]
    [InlineData("one")]
    [InlineData("*")]
    public async Task RemoveByTag_ThenSet_KeepsWhatWasSet(string tag)
    {
        await GetAsync("a", "x", ["one"]);
        await Cache.RemoveByTagAsync(tag, Token);

        // The framework compares times: what is set within the tick of the removal is taken by it.
        var removed = TimeProvider.System.GetUtcNow();
        SpinWait.SpinUntil(() => TimeProvider.System.GetUtcNow() > removed);
        await Cache.SetAsync("a", "y", tags: ["one"], cancellationToken: Token);

        Assert.Equal("y", await GetAsync("a", "z", ["one"]));
    }

    [Fact]
    public async Task RemoveByTag_Unknown_IsNoError()
    {
        await GetAsync("a", "x", ["one"]);

        await Cache.RemoveByTagAsync("unknown", Token);

        Assert.Equal("x", await GetAsync("a", "y"));
    }

    [Fact]
    public async Task Tags_NoneInTheList_AreNone() => Assert.Equal(1, await RunsAsync("a", "x", tags: []));

    [Fact]
    public async Task Tags_EmptyText_IsRefused() => await Assert.ThrowsAsync<ArgumentException>(() => RunsAsync("a", "x", tags: ["", "one"]));
}
